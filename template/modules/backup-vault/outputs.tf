output "name" {
  description = "Name of the vault."
  value       = aws_backup_vault.this.name
}

output "arn" {
  description = "ARN of the vault."
  value       = aws_backup_vault.this.arn
}

output "failed_rule_arn" {
  description = "EventBridge rule that tells the topic of failed backups and copies."
  value       = aws_cloudwatch_event_rule.failed.arn
}
