variable "name" {
  description = "What the names of all resources begin with."
  type        = string
}

variable "account_id" {
  description = "Account that everything is in."
  type        = string
}

variable "region" {
  description = "Region of the network."
  type        = string
}

variable "cidr_block" {
  description = "IPv4 range of the VPC."
  type        = string
}

variable "availability_zone_count" {
  description = "Availability Zones to spread the subnets over."
  type        = number
}

variable "availability_zones" {
  description = "Those zones by name, while the region cannot be asked for them."
  type        = list(string)
  default     = null
}

variable "log_kms_key_arn" {
  description = "Key that encrypts the flow logs."
  type        = string
}

variable "log_retention_days" {
  description = "Days for which flow logs are kept."
  type        = number
}
