locals {
  user_index = "user_id"
}

# Each of the other regions adds a replica of its own: were the replicas blocks of this table, a destroy
# would delete them all before AWS refused to delete the table.
resource "aws_dynamodb_table" "this" {
  name                        = "${var.name}-sessions"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "session_id"
  deletion_protection_enabled = var.deletion_protection

  # Replication reads from the stream, and needs both images.
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "session_id"
    type = "S"
  }

  attribute {
    name = "user_id"
    type = "S"
  }

  # All sessions of a user, to end them at once. Provider 6.29 and later would rather have
  # key_schema here, which 5.100 does not know.
  global_secondary_index {
    name            = local.user_index
    hash_key        = "user_id"
    projection_type = "ALL"
  }

  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }

  # Whoever adds a replica changes the table as well.
  lifecycle {
    ignore_changes = [replica]
  }
}
