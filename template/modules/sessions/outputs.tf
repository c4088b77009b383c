output "table_name" {
  description = "Name of the table, the same in all regions."
  value       = aws_dynamodb_table.this.name
}

output "table_arn" {
  description = "ARN of the table in this region. Its indexes are below it."
  value       = aws_dynamodb_table.this.arn
}

output "user_index" {
  description = "Index that finds the sessions of a user."
  value       = local.user_index
}
