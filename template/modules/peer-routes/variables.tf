variable "route_table_ids" {
  description = "Route tables of this region's private subnets, by zone."
  type        = map(string)
}

variable "cidr_block" {
  description = "IPv4 range of the other region's VPC."
  type        = string
}

variable "connection_id" {
  description = "Peering connection with that VPC, once it is active."
  type        = string
}
