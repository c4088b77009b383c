locals {
  region       = var.regions[var.role]
  peer_regions = { for role, region in var.regions : role => region if role != var.role }
}
