output "roles" {
  description = "ARN of each role, by the environment of the repository whose jobs take it."
  value       = { for key, role in local.roles : role.environment => aws_iam_role.this[key].arn }
}

output "trust" {
  description = "What the token of a job has to say, by role."
  value       = local.trust
}
