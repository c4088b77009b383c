variable "name" {
  description = "Name of the proxy."
  type        = string
}

variable "role" {
  description = "Role of the region, part of the IAM role's name."
  type        = string
}

variable "region" {
  description = "Region of the proxy."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the proxy."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of the proxy, in at least two zones."
  type        = list(string)
}

variable "cluster_identifier" {
  description = "Cluster that the proxy leads to."
  type        = string
}

variable "database_security_group_id" {
  description = "Security group of the cluster, which the proxy is admitted to."
  type        = string
}

variable "secret_arn" {
  description = "Secret of this region that holds the user and the password of the database."
  type        = string
}

variable "secret_kms_key_arn" {
  description = "Key that encrypts the secret."
  type        = string
}

variable "log_kms_key_arn" {
  description = "Key that encrypts the logs."
  type        = string
}

variable "log_retention_days" {
  description = "Days for which logs are kept."
  type        = number
}
