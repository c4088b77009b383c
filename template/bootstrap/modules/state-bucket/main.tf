data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

resource "aws_kms_key" "this" {
  description             = "Terraform state of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  # Hands the decision to IAM policies, as AWS does by default. In a key policy, "*" means this key.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AccountDecidesByIam"
      Effect    = "Allow"
      Action    = "kms:*"
      Resource  = "*"
      Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root" }
    }]
  })

  tags = { Name = "${var.name}-state" }
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}-state"
  target_key_id = aws_kms_key.this.key_id
}

module "bucket" {
  source = "../../../modules/bucket"

  name                    = "${var.name}-state-${data.aws_caller_identity.current.account_id}-${var.region}"
  region                  = var.region
  kms_key_arn             = aws_kms_key.this.arn
  access_logs             = null # There is no other bucket yet when this one is made.
  replication             = var.replication
  noncurrent_version_days = 90
  prefix_expiration_days  = { "plans/" = 7 } # Plans that nobody approved, and those that were applied.
  force_destroy           = var.force_destroy
}
