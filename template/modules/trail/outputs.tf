output "name" {
  description = "Name of the trail."
  value       = aws_cloudtrail.this.name
}

output "arn" {
  description = "ARN of the trail."
  value       = aws_cloudtrail.this.arn
}

output "bucket" {
  description = "Bucket that the records are delivered to."
  value       = module.bucket.name
}

output "copy_bucket" {
  description = "Bucket that the records are copied to."
  value       = module.copy.name
}

output "log_group_name" {
  description = "Log group that the records are delivered to as well."
  value       = aws_cloudwatch_log_group.this.name
}
