variable "name" {
  description = "What the names of all resources begin with."
  type        = string
}

variable "role" {
  description = "Role of the region, part of the IAM role's name."
  type        = string
}

variable "vault_name" {
  description = "Vault of this region that backups are made in."
  type        = string
}

variable "copy_vault_arns" {
  description = "Vaults of the other regions that each backup is copied to, by role."
  type        = map(string)
}

variable "resource_arns" {
  description = "What is backed up: database clusters, tables and buckets of this region."
  type        = list(string)
}

variable "frequency_hours" {
  description = "Hours from one backup to the next, a divisor of 24."
  type        = number

  validation {
    condition     = contains([6, 8, 12, 24], var.frequency_hours)
    error_message = "frequency_hours must be 6, 8, 12 or 24: copies to other regions are full ones."
  }
}

variable "retention_days" {
  description = "Days for which a backup is kept in this region."
  type        = number
}

variable "copy_retention_days" {
  description = "Days for which its copies are kept in the other regions."
  type        = number
}
