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
  count = var.function_name == null ? 0 : 1

  function_name = var.function_name
  input         = jsonencode({ first = { username = var.username } })
  triggers      = { secret = aws_secretsmanager_secret.this.arn }
}

# What the secret holds now, for the cluster that is created with it. Never stored. A plan of a new
# deployment asks for no password, and needs no account: there is no secret yet.
ephemeral "aws_secretsmanager_secret_version" "current" {
  count = var.function_name != null && var.is_reachable ? 1 : 0

  secret_id = jsondecode(one(aws_lambda_invocation.first[*].result))["arn"]
}
