output "table_arn" {
  description = "ARN of the replica. Its indexes are below it."
  value       = aws_dynamodb_table_replica.this.arn
}
