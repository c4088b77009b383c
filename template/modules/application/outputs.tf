output "policy_arn" {
  description = "Policy that lets the service do its work in this region."
  value       = aws_iam_policy.this.arn
}

output "environment" {
  description = "Environment variables that tell the service where things are in this region."
  value       = local.environment
}
