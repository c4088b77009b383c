# Known once the policy is in place: who delivers logs is checked for the right to write.
output "name" {
  description = "Name of the bucket, once its policy is in force and its lock is on."
  value       = aws_s3_bucket.this.id

  depends_on = [
    aws_s3_bucket_object_lock_configuration.this,
    aws_s3_bucket_policy.this,
  ]
}

output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

# Replication can be set up only between buckets that keep versions, and from one with a lock only
# to one with a lock.
output "replication" {
  description = "What replication has to know of this bucket, once it keeps versions and its lock is on."
  value = {
    bucket      = aws_s3_bucket.this.id
    arn         = aws_s3_bucket.this.arn
    kms_key_arn = var.kms_key_arn
    region      = var.region
  }

  depends_on = [
    aws_s3_bucket_object_lock_configuration.this,
    aws_s3_bucket_versioning.this,
  ]
}
