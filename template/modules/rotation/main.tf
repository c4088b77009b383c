# Sets the new password through the RDS API, so it needs no database driver and no way in.
module "function" {
  source = "../function"

  name               = "${var.name}-rotation"
  description        = "Replaces the master password of the ${var.name} database"
  region             = var.region
  package            = var.package
  handler            = "rotation.handler"
  timeout_seconds    = 300
  network            = { vpc_id = var.vpc_id, subnet_ids = var.subnet_ids }
  kms_key_arn        = var.operations_key_arn
  log_retention_days = var.log_retention_days
  alarm_topic_arn    = var.alarm_topic_arn

  environment = {
    CLUSTER_IDENTIFIER = var.cluster_identifier
    SECRET_ARN         = var.secret_arn
  }

  policy_statements = [
    {
      Effect = "Allow"
      Action = [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ]
      Resource = var.secret_arn
    },
    {
      Effect   = "Allow"
      Action   = ["secretsmanager:GetRandomPassword"]
      Resource = "*" # The action reads no secret, and AWS lets none be named for it.
    },
    {
      Effect = "Allow"
      Action = [
        "kms:Decrypt",
        "kms:GenerateDataKey",
      ]
      Resource = var.data_key_arn
    },
    {
      Effect = "Allow"
      Action = [
        "rds:DescribeDBClusters",
        "rds:ModifyDBCluster",
      ]
      Resource = var.cluster_arn
    },
  ]
}

resource "aws_lambda_permission" "secrets_manager" {
  statement_id   = "SecretsManager"
  function_name  = module.function.name
  action         = "lambda:InvokeFunction"
  principal      = "secretsmanager.amazonaws.com"
  source_account = var.account_id
  source_arn     = var.secret_arn
}

resource "aws_secretsmanager_secret_rotation" "this" {
  secret_id           = var.secret_arn
  rotation_lambda_arn = module.function.arn

  # The password was made by this very run.
  rotate_immediately = false

  rotation_rules {
    automatically_after_days = var.rotation_days
  }

  depends_on = [aws_lambda_permission.secrets_manager]
}
