locals {
  place   = index(var.roles, var.role)
  earlier = slice(var.roles, 0, local.place)
  later   = slice(var.roles, local.place + 1, length(var.roles))
}

# A region asks those that come after it in the order of takeover, and accepts what those before it ask.
resource "aws_vpc_peering_connection" "this" {
  for_each = toset(local.later)

  vpc_id      = var.networks[var.role].vpc_id
  peer_vpc_id = var.networks[each.key].vpc_id
  peer_region = var.regions[each.key]
  auto_accept = false

  tags = { Name = "${var.name}-${var.role}-${each.key}" }
}

resource "aws_vpc_peering_connection_accepter" "this" {
  for_each = toset(local.earlier)

  vpc_peering_connection_id = var.requests[each.key][var.role]
  auto_accept               = true

  tags = { Name = "${var.name}-${each.key}-${var.role}" }
}

# Options need a connection that is active, which it is once it has been accepted.
resource "aws_vpc_peering_connection_options" "requester" {
  for_each = toset(local.later)

  vpc_peering_connection_id = var.acceptances[each.key][var.role]

  requester {
    allow_remote_vpc_dns_resolution = true
  }
}

resource "aws_vpc_peering_connection_options" "accepter" {
  for_each = toset(local.earlier)

  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.this[each.key].id

  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}
