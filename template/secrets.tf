module "database_secret" {
  source = "./modules/secret"
  providers = {
    aws = aws.primary
  }

  name                 = "${local.name}-database"
  description          = "Master user of the ${local.name} database"
  username             = local.database.username
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

module "database_rotation" {
  source = "./modules/rotation"
  providers = {
    aws = aws.primary
  }

  name               = local.name
  account_id         = local.account_id
  region             = local.regions.primary
  package            = "${path.module}/lambda/rotation.zip"
  secret_arn         = module.database_secret.arn
  cluster_identifier = module.primary.database_cluster_identifier
  cluster_arn        = module.primary.database_cluster_arn
  rotation_days      = var.secret_rotation_days
  vpc_id             = module.primary.vpc_id
  subnet_ids         = module.primary.private_subnet_ids
  data_key_arn       = module.primary.data_key_arn
  operations_key_arn = module.primary.operations_key_arn
  log_retention_days = var.log_retention_days
  alarm_topic_arn    = module.primary.alert_topic_arn
}
