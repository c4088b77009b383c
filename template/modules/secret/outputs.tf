output "arn" {
  description = "ARN of the secret."
  value       = aws_secretsmanager_secret.this.arn
}

output "password" {
  description = "Password that the secret holds now. Never stored."
  value       = length(ephemeral.aws_secretsmanager_secret_version.current) == 0 ? var.unread_password : jsondecode(one(ephemeral.aws_secretsmanager_secret_version.current[*].secret_string))["password"]
  ephemeral   = true
}
