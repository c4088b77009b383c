output "arriving_rule_arn" {
  description = "ARN of the rule that publishes alarms of other regions, for the topic's policy."
  value       = aws_cloudwatch_event_rule.arriving.arn
}
