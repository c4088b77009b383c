module "proxy" {
  source = "../proxy"

  name                       = var.name
  role                       = var.role
  region                     = local.region
  vpc_id                     = module.network.vpc_id
  subnet_ids                 = module.network.private_subnet_ids
  cluster_identifier         = module.database.proxy_target
  database_security_group_id = module.database.security_group_id
  secret_arn                 = var.database_secret_arns[var.role]
  secret_kms_key_arn         = module.encryption.data_key_arn
  log_kms_key_arn            = module.encryption.operations_key_arn
  log_retention_days         = var.log_retention_days
}
