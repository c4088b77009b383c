module "peering" {
  source = "../peering"

  name        = var.name
  role        = var.role
  roles       = var.roles
  regions     = var.regions
  networks    = var.networks
  requests    = var.peering_requests
  acceptances = var.peering_acceptances
}

module "peer_routes" {
  source   = "../peer-routes"
  for_each = local.peer_regions

  route_table_ids = module.network.route_table_ids
  cidr_block      = var.networks[each.key].cidr_block

  # Of two regions, one has accepted what the other asked for.
  connection_id = try(var.peering_acceptances[each.key][var.role], var.peering_acceptances[var.role][each.key])
}
