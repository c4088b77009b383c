output "arn" {
  description = "ARN of the secret."
  value       = aws_secretsmanager_secret.this.arn
}

output "password" {
  description = "Password that the secret holds now; null while it cannot be read. Never stored."
  value       = var.is_reachable ? jsondecode(ephemeral.aws_secretsmanager_secret_version.current[0].secret_string)["password"] : var.nothing
  ephemeral   = true
}
