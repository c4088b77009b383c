resource "aws_iam_role" "this" {
  name        = "${var.name}-${var.source_bucket.region}-replication"
  description = "Lets S3 copy objects of ${var.source_bucket.bucket}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "s3.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "replicate"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "s3:GetReplicationConfiguration",
          "s3:ListBucket",
        ]
        Resource = var.source_bucket.arn
      },
      {
        Effect = "Allow"
        Action = [
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionTagging",
        ]
        Resource = "${var.source_bucket.arn}/*"
      },
      {
        Effect = "Allow"
        Action = [
          "s3:ReplicateDelete",
          "s3:ReplicateObject",
          "s3:ReplicateTags",
        ]
        Resource = [for destination in values(var.destinations) : "${destination.arn}/*"]
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = var.source_bucket.kms_key_arn
        Condition = {
          StringEquals = { "kms:ViaService" = "s3.${var.source_bucket.region}.amazonaws.com" }
        }
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Encrypt", "kms:GenerateDataKey"]
        Resource = values(var.destinations)[*].kms_key_arn
        Condition = {
          StringEquals = {
            "kms:ViaService" = [for destination in values(var.destinations) : "s3.${destination.region}.amazonaws.com"]
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = var.source_bucket.bucket
  role   = aws_iam_role.this.arn

  dynamic "rule" {
    for_each = var.destinations

    content {
      id       = "to-${rule.key}"
      priority = index(keys(var.destinations), rule.key) + 1
      status   = "Enabled"

      filter {}

      delete_marker_replication {
        status = "Enabled"
      }

      source_selection_criteria {
        sse_kms_encrypted_objects {
          status = "Enabled"
        }

        # Changes of a copy's metadata travel back, so that both sides stay the same.
        replica_modifications {
          status = "Enabled"
        }
      }

      destination {
        bucket        = rule.value.arn
        storage_class = "STANDARD"

        encryption_configuration {
          replica_kms_key_id = rule.value.kms_key_arn
        }

        # Replication Time Control: 15 minutes is the only value that AWS has.
        replication_time {
          status = "Enabled"

          time {
            minutes = 15
          }
        }

        metrics {
          status = "Enabled"

          event_threshold {
            minutes = 15
          }
        }
      }
    }
  }
}
