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

variable "availability_zone_ids" {
  description = "Ids of the Availability Zones that the subnets are in. A zone's place in the list decides its address ranges."
  type        = list(string)
}

variable "log_kms_key_arn" {
  description = "Key that encrypts the flow logs."
  type        = string
}

variable "log_retention_days" {
  description = "Days for which flow logs are kept."
  type        = number
}
