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

variable "kms_key_arn" {
  description = "Key of this region that encrypts the objects."
  type        = string
}

variable "log_bucket" {
  description = "Bucket of this region that access logs go to."
  type        = string
}

variable "force_destroy" {
  description = "Whether the bucket is emptied when it is destroyed."
  type        = bool
}
