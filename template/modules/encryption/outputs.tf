output "data_key_arn" {
  description = "ARN of the key for databases, buckets and secrets."
  value       = aws_kms_key.data.arn
}

output "operations_key_arn" {
  description = "ARN of the key for logs, topics and queues."
  value       = module.operations_key.arn
}
