data "aws_partition" "current" {}

locals {
  name = "${var.name}-logs-${var.account_id}-${var.region}"
  arn  = "arn:${data.aws_partition.current.partition}:s3:::${local.name}"
}

module "bucket" {
  source = "../bucket"

  name                    = local.name
  region                  = var.region
  kms_key_arn             = null # Load balancers and S3 deliver logs to no other key than S3's own.
  expiration_days         = var.retention_days
  access_logs             = null
  noncurrent_version_days = 7
  force_destroy           = var.force_destroy

  policy_statements = [
    {
      Sid       = "LoadBalancerLogs"
      Effect    = "Allow"
      Action    = "s3:PutObject"
      Principal = { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }
      Resource  = "${local.arn}/load-balancer/AWSLogs/${var.account_id}/*"
      Condition = {
        ArnLike = {
          "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:elasticloadbalancing:${var.region}:${var.account_id}:loadbalancer/*"
        }
      }
    },
    {
      Sid       = "BucketAccessLogs"
      Effect    = "Allow"
      Action    = "s3:PutObject"
      Principal = { Service = "logging.s3.amazonaws.com" }
      Resource  = "${local.arn}/s3/*"
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account_id }
      }
    },
  ]
}
