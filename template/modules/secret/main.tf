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

# Made anew in every run, and written only in the run that creates the secret. As the length waits
# for the secret to exist, a plan of a new deployment asks for no password, and needs no account.
ephemeral "aws_secretsmanager_random_password" "initial" {
  count = var.is_reachable ? 1 : 0

  password_length     = aws_secretsmanager_secret.this.id == null ? null : 40
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret_version" "initial" {
  secret_id = aws_secretsmanager_secret.this.id
  secret_string_wo = jsonencode({
    username = var.username
    password = one(ephemeral.aws_secretsmanager_random_password.initial[*].random_password)
  })
  secret_string_wo_version = 1
}

# What the secret really holds, so that whoever takes the password from here has the same one,
# whichever run it was written in.
ephemeral "aws_secretsmanager_secret_version" "current" {
  count = var.is_reachable ? 1 : 0

  secret_id = aws_secretsmanager_secret_version.initial.secret_id
}
