data "aws_partition" "current" {}

# Database, buckets and secrets. No AWS service may use it by itself: they act for a caller, whose
# IAM policy decides.
resource "aws_kms_key" "data" {
  description             = "Data of ${var.name} in ${var.region}"
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_window_days

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Hands the decision to IAM policies, as AWS does by default: without it, a key could end up
        # with nobody who can administer it. In a key policy, "*" means this key.
        Sid       = "AccountDecidesByIam"
        Effect    = "Allow"
        Action    = "kms:*"
        Resource  = "*"
        Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${var.account_id}:root" }
      },
    ]
  })

  tags = { Name = "${var.name}-data" }
}

resource "aws_kms_alias" "data" {
  name          = "alias/${var.name}-${var.role}-data"
  target_key_id = aws_kms_key.data.key_id
}

module "operations_key" {
  source = "../operations-key"

  name                 = var.name
  account_id           = var.account_id
  role                 = var.role
  region               = var.region
  deletion_window_days = var.deletion_window_days
}
