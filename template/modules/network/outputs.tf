output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, one per zone."
  value       = values(aws_subnet.private)[*].id
}

output "private_cidr_blocks" {
  description = "IPv4 ranges of the private subnets by zone."
  value       = local.private_cidrs
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, one per zone."
  value       = values(aws_subnet.public)[*].id
}

output "nat_public_ips" {
  description = "Addresses from which private workloads reach the internet."
  value       = values(aws_eip.nat)[*].public_ip
}

# Split from the ids above because the keys of route_table_ids have to be known when planning.
output "peering" {
  description = "What a peering connection has to know of this network."
  value = {
    vpc_id          = aws_vpc.this.id
    cidr_block      = var.cidr_block
    route_table_ids = { for zone, table in aws_route_table.private : zone => table.id }
  }
}
