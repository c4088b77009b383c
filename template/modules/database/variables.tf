variable "name" {
  description = "What the names of all resources begin with."
  type        = string
}

variable "account_id" {
  description = "Account that everything is in."
  type        = string
}

variable "role" {
  description = "Role of the region, part of the cluster's identifier."
  type        = string
}

variable "global_cluster_identifier" {
  description = "Global cluster that this cluster is a member of."
  type        = string
}

variable "engine" {
  description = "Database engine."
  type        = string
}

variable "engine_version" {
  description = "Version that the cluster is created with."
  type        = string
}

variable "parameter_group_family" {
  description = "Family of parameter groups that fits the engine's version."
  type        = string
}

variable "writer" {
  description = "What the cluster that is created as the writer needs; null for the others."
  type = object({
    database_name   = string
    master_username = string
  })
  default = null
}

variable "master_password" {
  description = "Password of the master user, for the writer only. Never stored."
  type        = string
  default     = null
  ephemeral   = true
}

variable "vpc_id" {
  description = "VPC of the cluster."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of the cluster, in at least two zones."
  type        = list(string)
}

variable "kms_key_arn" {
  description = "Key of this region that encrypts storage and Performance Insights."
  type        = string
}

variable "log_kms_key_arn" {
  description = "Key of this region that encrypts the exported logs."
  type        = string
}

variable "log_retention_days" {
  description = "Days for which exported logs are kept."
  type        = number
}

variable "backup_retention_days" {
  description = "Days for which the cluster can be restored to any second."
  type        = number
}

variable "instance_class" {
  description = "Class of the instances."
  type        = string
}

variable "instance_count" {
  description = "Number of instances."
  type        = number
}

variable "deletion_protection" {
  description = "Whether the cluster refuses to be destroyed."
  type        = bool
}
