resource "aws_backup_vault" "this" {
  name          = "${var.name}-backup"
  kms_key_arn   = var.kms_key_arn
  force_destroy = !var.deletion_protection
}

# A job that fails is an event before it is anything else: metrics are published only for what
# happened, and a copy's under the name of the vault that it did not reach. Whichever of the two
# regions reports a copy, one of their rules hears it.
resource "aws_cloudwatch_event_rule" "failed" {
  name        = "${var.name}-backup-failed"
  description = "Backups and copies that failed, or never started"

  event_pattern = jsonencode({
    source      = ["aws.backup"]
    detail-type = ["Backup Job State Change", "Copy Job State Change"]
    detail = {
      state = ["ABORTED", "EXPIRED", "FAILED"]
      "$or" = [
        { backupVaultName = [aws_backup_vault.this.name] },
        { sourceBackupVaultArn = [aws_backup_vault.this.arn] },
        { destinationBackupVaultArn = [aws_backup_vault.this.arn] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "topic" {
  rule      = aws_cloudwatch_event_rule.failed.name
  target_id = "topic"
  arn       = var.alarm_topic_arn

  # Without quotes around them, values that hold quotes of their own stay valid.
  input_transformer {
    input_paths = {
      what     = "$.detail-type"
      state    = "$.detail.state"
      resource = "$.detail.resourceArn"
      region   = "$.region"
      reason   = "$.detail.statusMessage"
    }
    input_template = "{\"what\": <what>, \"state\": <state>, \"resource\": <resource>, \"region\": <region>, \"reason\": <reason>}"
  }
}
