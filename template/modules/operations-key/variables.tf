variable "name" {
  description = "What the names of all resources begin with."
  type        = string
}

variable "account_id" {
  description = "Account that everything is in."
  type        = string
}

variable "role" {
  description = "Role of the region: two deployments into one region have aliases of their own."
  type        = string
}

variable "region" {
  description = "Region of the key."
  type        = string
}

variable "deletion_window_days" {
  description = "Days for which the deletion of the key can be called back."
  type        = number
}
