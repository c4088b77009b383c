# The records have keys of their own: who may read the data may not read who did what, and the
# other way round.
locals {
  # Hands the decision to IAM policies, as AWS does by default. In a key policy, "*" means this key.
  account_statement = {
    Sid       = "AccountDecidesByIam"
    Effect    = "Allow"
    Action    = "kms:*"
    Resource  = "*"
    Principal = { AWS = "arn:${local.partition}:iam::${var.account_id}:root" }
  }
}

resource "aws_kms_key" "this" {
  description             = "Audit trail of ${var.name} in ${var.region}"
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_window_days

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.account_statement,
      {
        Sid       = "TrailEncrypts"
        Effect    = "Allow"
        Action    = "kms:GenerateDataKey*"
        Resource  = "*"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Condition = {
          StringEquals = { "aws:SourceArn" = local.trail_arn }

          # The trail of every region goes by the same name, and all of them deliver here.
          StringLike = {
            "kms:EncryptionContext:aws:cloudtrail:arn" = "arn:${local.partition}:cloudtrail:*:${var.account_id}:trail/${local.trail}"
          }
        }
      },
      {
        Sid       = "TrailDescribes"
        Effect    = "Allow"
        Action    = "kms:DescribeKey"
        Resource  = "*"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Condition = {
          StringEquals = { "aws:SourceArn" = local.trail_arn }
        }
      },
      {
        Sid       = "TrailTells"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Condition = {
          StringEquals = {
            "kms:EncryptionContext:aws:sns:topicArn" = "arn:${local.partition}:sns:${var.region}:${var.account_id}:${local.deliveries}"
          }
        }
      },
      {
        Sid    = "LogGroup"
        Effect = "Allow"
        Action = [
          "kms:Decrypt*",
          "kms:Describe*",
          "kms:Encrypt*",
          "kms:GenerateDataKey*",
          "kms:ReEncrypt*",
        ]
        Resource  = "*"
        Principal = { Service = "logs.${var.region}.amazonaws.com" }
        Condition = {
          ArnEquals = { "kms:EncryptionContext:aws:logs:arn" = local.log_group_arn }
        }
      },
    ]
  })

  tags = { Name = local.trail }
}

resource "aws_kms_alias" "this" {
  name          = "alias/${local.trail}"
  target_key_id = aws_kms_key.this.key_id
}

resource "aws_kms_key" "copy" {
  provider = aws.copy

  description             = "Copy of the audit trail of ${var.name} in ${var.copy_region}"
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_window_days

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [local.account_statement]
  })

  tags = { Name = local.trail }
}

resource "aws_kms_alias" "copy" {
  provider = aws.copy

  name          = "alias/${local.trail}"
  target_key_id = aws_kms_key.copy.key_id
}
