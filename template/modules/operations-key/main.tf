data "aws_partition" "current" {}

locals {
  partition = data.aws_partition.current.partition
}

# Logs, topics and queues, which AWS services write to on their own.
resource "aws_kms_key" "this" {
  description             = "Logs, topics and queues of ${var.name} in ${var.region}"
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
        Principal = { AWS = "arn:${local.partition}:iam::${var.account_id}:root" }
      },
      {
        Sid    = "LogGroups"
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
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:${local.partition}:logs:${var.region}:${var.account_id}:log-group:*${var.name}*"
          }
        }
      },
      {
        Sid    = "AlarmsToTopics"
        Effect = "Allow"
        Action = [
          "kms:Decrypt",
          "kms:GenerateDataKey*",
        ]
        Resource  = "*"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Condition = {
          StringEquals = { "aws:SourceAccount" = var.account_id }
        }
      },
      {
        # EventBridge names no source when it asks a key, so no condition can hold it to one. The
        # topics' own policies do.
        Sid    = "EventsToTopics"
        Effect = "Allow"
        Action = [
          "kms:Decrypt",
          "kms:GenerateDataKey*",
        ]
        Resource  = "*"
        Principal = { Service = "events.amazonaws.com" }
      },
    ]
  })

  tags = { Name = "${var.name}-operations" }
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}-${var.role}-operations"
  target_key_id = aws_kms_key.this.key_id
}
