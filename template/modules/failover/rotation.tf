# Makes the master password of the database in whichever region has the secret: the primary, or a
# region that made its replica a secret of its own. It sets it through the RDS API, where the database
# writes: it needs no driver, and no way into a network, which would keep it from other regions.
module "rotation" {
  source = "../function"

  name                    = "${var.name}-rotation"
  description             = "Replaces the master password of the ${var.name} database"
  region                  = var.regions[var.role]
  package                 = "${var.package_folder}/rotation.zip"
  code_signing_config_arn = var.code_signing_config_arn
  handler                 = "rotation.handler"
  timeout_seconds         = 300
  kms_key_arn             = var.operations_key_arn
  log_retention_days      = var.log_retention_days
  alarm_topic_arn         = var.alarm_topic_arn

  environment = {
    CLUSTERS       = jsonencode(local.named_cluster_arns)
    GLOBAL_CLUSTER = var.name
    PARAMETER      = aws_ssm_parameter.active_region.name
    SECRET_ARN     = var.secret_arns[var.role]
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
      Resource = var.secret_arns[var.role]
    },
    {
      Effect   = "Allow"
      Action   = ["secretsmanager:GetRandomPassword"]
      Resource = "*" # The action reads no secret, and AWS lets none be named for it.
    },
    # Secrets Manager copies a new value to the replicas with the rights of whoever stored it.
    {
      Effect = "Allow"
      Action = [
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
      ]
      Resource = values(var.data_key_arns)
      Condition = {
        StringEquals = { "kms:ViaService" = [for region in values(var.regions) : "secretsmanager.${region}.amazonaws.com"] }
      }
    },
    {
      Effect   = "Allow"
      Action   = ["ssm:GetParameter"]
      Resource = aws_ssm_parameter.active_region.arn
    },
    {
      Effect   = "Allow"
      Action   = ["rds:DescribeGlobalClusters"]
      Resource = "arn:${local.partition}:rds::${var.account_id}:global-cluster:${var.name}"
    },
    {
      Effect = "Allow"
      Action = [
        "rds:DescribeDBClusters",
        "rds:ModifyDBCluster",
      ]
      Resource = values(local.named_cluster_arns)
    },
  ]
}

locals {
  # By their names: the function makes the first password before there is a cluster.
  named_cluster_arns = {
    for role, region in var.regions :
    role => "arn:${local.partition}:rds:${region}:${var.account_id}:cluster:${var.name}-${role}"
  }
}

resource "aws_lambda_permission" "rotation" {
  statement_id   = "SecretsManager"
  function_name  = module.rotation.name
  action         = "lambda:InvokeFunction"
  principal      = "secretsmanager.amazonaws.com"
  source_account = var.account_id
  source_arn     = var.secret_arns[var.role]
}
