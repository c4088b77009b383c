resource "aws_secretsmanager_secret" "this" {
  name                    = var.name
  description             = var.description
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_days

  # AWS keeps replicas current by itself, rotation included.
  dynamic "replica" {
    for_each = var.replicas

    content {
      region     = replica.value.region
      kms_key_id = replica.value.kms_key_arn
    }
  }
}

# The first password is made by the function that makes the others, and by nothing of Terraform: what
# it once wrote, a rotation replaces, and it would be missed and written again.
resource "aws_lambda_invocation" "first" {
  function_name = var.rotation_function.name
  input         = jsonencode({ first = { username = var.username } })
  triggers      = { secret = aws_secretsmanager_secret.this.arn }
}

# What the secret holds now, for the cluster that is created with it. Never stored. A plan of a new
# deployment asks for no password, and needs no account: there is no secret yet.
ephemeral "aws_secretsmanager_secret_version" "current" {
  count = var.is_reachable ? 1 : 0

  secret_id = jsondecode(aws_lambda_invocation.first.result)["arn"]
}

resource "aws_secretsmanager_secret_rotation" "this" {
  # checkov:skip=CKV_AWS_304:the root takes at most 90 days, and the scanner does not follow its variable to here
  secret_id           = aws_secretsmanager_secret.this.arn
  rotation_lambda_arn = var.rotation_function.arn

  # The password was made by this very run.
  rotate_immediately = false

  rotation_rules {
    automatically_after_days = var.rotation_days
  }
}
