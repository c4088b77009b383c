variable "name" {
  description = "Name of the connection."
  type        = string
}

variable "requester" {
  description = "Network that asks for the connection, as its module's output `peering`."
  type = object({
    vpc_id          = string
    cidr_block      = string
    route_table_ids = map(string)
  })
}

variable "accepter" {
  description = "Network that accepts the connection, as its module's output `peering`."
  type = object({
    vpc_id          = string
    cidr_block      = string
    route_table_ids = map(string)
  })
}

variable "accepter_region" {
  description = "Region of the network that accepts the connection."
  type        = string
}
