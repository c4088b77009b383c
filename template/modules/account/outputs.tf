output "config_role_arn" {
  description = "Role that AWS Config runs as in every region."
  value       = aws_iam_service_linked_role.config.arn
}
