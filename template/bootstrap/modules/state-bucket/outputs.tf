output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts the state."
  value       = aws_kms_key.this.arn
}

# Replication can be set up only between buckets that keep versions.
output "versioned_bucket" {
  description = "Name of the bucket, once it keeps versions."
  value       = aws_s3_bucket.this.id

  depends_on = [aws_s3_bucket_versioning.this]
}

output "versioned_bucket_arn" {
  description = "ARN of the bucket, once it keeps versions."
  value       = aws_s3_bucket.this.arn

  depends_on = [aws_s3_bucket_versioning.this]
}
