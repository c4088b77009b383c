output "finding_rule_arns" {
  description = "Rules that publish findings, for the topic's policy."
  value       = [for rule in aws_cloudwatch_event_rule.findings : rule.arn]
}
