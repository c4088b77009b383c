output "plan_id" {
  description = "Id of the backup plan."
  value       = aws_backup_plan.this.id
}

output "role_arn" {
  description = "Role that makes backups, and that a restore names."
  value       = aws_iam_role.this.arn
}
