output "repository_urls" {
  description = "Where images are pushed to."
  value       = { for key, repository in aws_ecr_repository.this : key => repository.repository_url }
}

output "repository_arns" {
  description = "ARNs of the repositories, for who pulls from them."
  value       = { for key, repository in aws_ecr_repository.this : key => repository.arn }
}
