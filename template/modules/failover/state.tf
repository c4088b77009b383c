# Which region is the active one, for everything that runs here. The failover function changes it.
resource "aws_ssm_parameter" "active_region" {
  # checkov:skip=CKV2_AWS_34:the name of a region is no secret, and applications read it without a key
  name           = "/${var.name}/active-region"
  description    = "Region that ${var.name} is active in"
  type           = "String"
  insecure_value = var.regions.primary

  lifecycle {
    ignore_changes = [insecure_value]
  }
}

# How far a failover to this region has come: lease, steps, what is left over, reports. No global
# table: what one region knows must not wait for another, nor be changed by it.
resource "aws_dynamodb_table" "state" {
  name                        = "${var.name}-failover"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  deletion_protection_enabled = var.deletion_protection

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.data_key_arns[var.role]
  }
}
