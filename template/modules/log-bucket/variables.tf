variable "name" {
  description = "What the bucket's name begins with."
  type        = string
}

variable "account_id" {
  description = "Account that everything is in."
  type        = string
}

variable "region" {
  description = "Region of the bucket, part of its name."
  type        = string
}

variable "retention_days" {
  description = "Days for which logs are kept."
  type        = number
}

variable "force_destroy" {
  description = "Whether the bucket is emptied when it is destroyed."
  type        = bool
}
