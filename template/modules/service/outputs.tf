output "cluster_name" {
  description = "Name of the ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "service_name" {
  description = "Name of the ECS service."
  value       = aws_ecs_service.this.name
}

output "repository_urls" {
  description = "Where images are pushed to."
  value       = { for key, repository in aws_ecr_repository.this : key => repository.repository_url }
}

output "log_group_names" {
  description = "Log groups of the containers."
  value       = { for key, group in aws_cloudwatch_log_group.this : key => group.name }
}
