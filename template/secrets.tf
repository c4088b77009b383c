module "database_secret" {
  source = "./modules/secret"
  providers = {
    aws = aws.primary
  }

  name                 = "${local.name}-database"
  description          = "Master user of the ${local.name} database"
  username             = local.database.username
  function_name        = module.primary.rotation_function.name
  kms_key_arn          = module.primary.data_key_arn
  recovery_window_days = var.deletion_protection ? 30 : 0
  is_reachable         = !contains(keys(var.lost_regions), "primary")

  replicas = [
    for role, arn in local.data_key_arns : { region = local.regions[role], kms_key_arn = arn } if role != "primary"
  ]
}

locals {
  # A replica's ARN differs from its origin's in the region only.
  database_secret_arns = {
    for role, region in local.regions :
    role => replace(module.database_secret.arn, ":${local.regions.primary}:", ":${region}:")
  }
}

resource "aws_secretsmanager_secret_rotation" "database" {
  provider = aws.primary

  secret_id           = module.database_secret.arn
  rotation_lambda_arn = module.primary.rotation_function.arn

  # The password was made by this very run.
  rotate_immediately = false

  rotation_rules {
    automatically_after_days = var.secret_rotation_days
  }
}
