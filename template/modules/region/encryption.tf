module "encryption" {
  source = "../encryption"

  name                 = var.name
  account_id           = var.account_id
  role                 = var.role
  region               = local.region
  deletion_window_days = var.deletion_protection ? 30 : 7
}
