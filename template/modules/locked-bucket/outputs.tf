output "name" {
  description = "Name of the bucket, once it locks what is written."
  value       = module.bucket.name

  depends_on = [aws_s3_bucket_object_lock_configuration.this]
}

output "arn" {
  description = "ARN of the bucket."
  value       = module.bucket.arn
}

# A bucket with a lock is copied only to buckets with one.
output "replication" {
  description = "What replication has to know of this bucket, once it locks what is written."
  value       = module.bucket.replication

  depends_on = [aws_s3_bucket_object_lock_configuration.this]
}
