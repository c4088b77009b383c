locals {
  # From midnight UTC. AWS may refuse a backup in the hour before the database's own windows or in
  # them (03:00 to 04:00, on Sundays 04:30 to 05:30): none of these starts there.
  hours = join(",", range(0, 24, var.frequency_hours))
}

resource "aws_backup_plan" "this" {
  name = "${var.name}-backup"

  rule {
    rule_name         = "every-${var.frequency_hours}-hours"
    target_vault_name = var.vault_name
    schedule          = "cron(0 ${local.hours} * * ? *)"
    start_window      = 60
    completion_window = 24 * 60

    # Restoring to any second is up to the services: Aurora and DynamoDB keep that by themselves,
    # and buckets keep versions. AWS Backup would take the cluster's backup window and retention out
    # of Terraform's hands, has no such thing for tables, and copies snapshots in any case.
    enable_continuous_backup = false

    lifecycle {
      delete_after = var.retention_days
    }

    dynamic "copy_action" {
      for_each = var.copy_vault_arns

      content {
        destination_vault_arn = copy_action.value

        lifecycle {
          delete_after = var.copy_retention_days
        }
      }
    }
  }
}

# By ARN: whatever else in the account has the same tags is not backed up, and a type that is named
# needs no opt-in (Aurora does: see the documentation).
resource "aws_backup_selection" "this" {
  name         = "${var.name}-backup"
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.this.arn
  resources    = var.resource_arns

  depends_on = [aws_iam_role_policy_attachment.this]
}
