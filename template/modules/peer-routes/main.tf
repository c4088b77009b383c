resource "aws_route" "this" {
  for_each = var.route_table_ids

  route_table_id            = each.value
  destination_cidr_block    = var.cidr_block
  vpc_peering_connection_id = var.connection_id
}
