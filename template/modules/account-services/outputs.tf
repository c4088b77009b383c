output "finding_rule_arns" {
  description = "Rules that publish findings, by who finds them, for the topic's policy."
  value       = { for finder, rule in aws_cloudwatch_event_rule.findings : finder => rule.arn }
}
