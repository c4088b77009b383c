output "arn" {
  description = "ARN of the secret."
  value       = aws_secretsmanager_secret.this.arn
}

output "password" {
  description = "Password that the secret holds now. Never stored."
  value       = var.is_reachable ? jsondecode(ephemeral.aws_secretsmanager_secret_version.current[0].secret_string)["password"] : var.unread_password
  ephemeral   = true
}
