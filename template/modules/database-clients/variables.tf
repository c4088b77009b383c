variable "client_security_group_id" {
  description = "Security group of the service."
  type        = string
}

variable "server_security_group_id" {
  description = "Security group of what the service talks to."
  type        = string
}

variable "port" {
  description = "Port that it listens on."
  type        = number
}

variable "peer_cidr_blocks" {
  description = "IPv4 ranges of the private subnets of the peered networks, by role."
  type        = map(string)
}
