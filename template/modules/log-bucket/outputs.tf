# Known once the policy is in place: AWS checks on delivery's set-up that it may write.
output "name" {
  description = "Name of the bucket, once logs may be delivered to it."
  value       = aws_s3_bucket.this.id

  depends_on = [aws_s3_bucket_policy.this]
}

output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}
