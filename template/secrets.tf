module "database_secret" {
  source = "./modules/secret"
  providers = {
    aws = aws.primary
  }

  name                 = "${local.name}-database"
  description          = "Master user of the ${local.name} database"
  username             = local.database.username
  rotation_function    = module.primary.rotation_function
  rotation_days        = var.secret_rotation_days
  kms_key_arn          = module.primary.data_key_arn
  recovery_window_days = var.deletion_protection ? 30 : 0
  is_reachable         = !contains(var.lost_regions, "primary")

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
