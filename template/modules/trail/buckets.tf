locals {
  bucket     = "${local.trail}-${var.account_id}-${var.region}"
  bucket_arn = "arn:${local.partition}:s3:::${local.bucket}"

  # How long records can be brought back that somebody deleted.
  deleted_records_days = 90
}

module "bucket" {
  source = "../bucket"

  name                    = local.bucket
  region                  = var.region
  kms_key_arn             = aws_kms_key.this.arn
  bucket_key_enabled      = false # It would hide from the key which trail writes, and save nothing.
  access_logs             = var.access_logs
  replication             = module.replication.settings
  expiration_days         = var.log_retention_days
  noncurrent_version_days = local.deleted_records_days
  force_destroy           = var.force_destroy

  policy_statements = [
    {
      Sid       = "TrailLooks"
      Effect    = "Allow"
      Action    = "s3:GetBucketAcl"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Resource  = local.bucket_arn
      Condition = {
        StringEquals = { "aws:SourceArn" = local.trail_arn }
      }
    },
    {
      Sid       = "TrailWrites"
      Effect    = "Allow"
      Action    = "s3:PutObject"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Resource  = "${local.bucket_arn}/AWSLogs/${var.account_id}/*"
      Condition = {
        StringEquals = {
          "aws:SourceArn" = local.trail_arn
          "s3:x-amz-acl"  = "bucket-owner-full-control"
        }
      }
    },
  ]
}

module "copy" {
  source = "../bucket"
  providers = {
    aws = aws.copy
  }

  name                    = "${local.trail}-${var.account_id}-${var.copy_region}"
  region                  = var.copy_region
  kms_key_arn             = aws_kms_key.copy.arn
  access_logs             = var.copy_access_logs
  expiration_days         = var.log_retention_days
  noncurrent_version_days = local.deleted_records_days
  force_destroy           = var.force_destroy
}

module "replication" {
  source = "../replication"

  name          = local.trail
  source_bucket = module.bucket.replication
  destinations  = { copy = module.copy.replication }
}
