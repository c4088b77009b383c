data "aws_partition" "current" {}

module "bucket" {
  source = "../bucket"

  name                    = var.name
  region                  = var.region
  kms_key_arn             = var.kms_key_arn
  access_logs             = var.access_logs
  replication             = var.replication
  noncurrent_version_days = var.lock_days # Sooner would be a promise that the lock does not keep.
  force_destroy           = var.force_destroy

  # Governance mode lets those pass who may bypass it. Nobody may, but where the bucket is to be
  # emptied when it is destroyed.
  policy_statements = [
    for statement in [{
      Sid       = "NobodyPassesTheLock"
      Effect    = "Deny"
      Action    = "s3:BypassGovernanceRetention"
      Principal = { AWS = "*" }
      Resource  = "arn:${data.aws_partition.current.partition}:s3:::${var.name}/*"
    }] : statement if !var.force_destroy
  ]
}

# What is written stays as it was written. A bucket has to keep versions before it can lock them.
resource "aws_s3_bucket_object_lock_configuration" "this" {
  bucket = module.bucket.replication.bucket

  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = var.lock_days
    }
  }
}
