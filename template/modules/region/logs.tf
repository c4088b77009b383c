# Access logs of what is in this region.
module "logs" {
  source = "../log-bucket"

  name           = var.name
  account_id     = var.account_id
  region         = local.region
  retention_days = var.log_retention_days
  force_destroy  = !var.deletion_protection
}
