output "table_name" {
  description = "Name of the table, the same in all regions."
  value       = var.table_name
}

output "table_arn" {
  description = "ARN of the replica. Its indexes are below it."
  value       = aws_dynamodb_table_replica.this.arn
}
