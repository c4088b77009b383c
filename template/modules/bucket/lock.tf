# What is written stays as it was written. A bucket has to keep versions before it can lock them.
resource "aws_s3_bucket_object_lock_configuration" "this" {
  count = var.lock_days == null ? 0 : 1

  bucket = aws_s3_bucket.this.id

  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = var.lock_days
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

locals {
  # Governance mode lets those pass who may bypass it. Nobody may, but where the bucket is to be
  # emptied when it is destroyed.
  lock_statements = var.lock_days == null || var.force_destroy ? [] : [{
    Sid       = "NobodyPassesTheLock"
    Effect    = "Deny"
    Action    = "s3:BypassGovernanceRetention"
    Principal = { AWS = "*" }
    Resource  = "${aws_s3_bucket.this.arn}/*"
  }]
}
