variable "name" {
  description = "Name of the bucket."
  type        = string
}

variable "region" {
  description = "Region of the bucket, for replication."
  type        = string
}

variable "kms_key_arn" {
  description = "Key of this region that encrypts the objects."
  type        = string
}

variable "lock_days" {
  description = "Days for which an object can be neither deleted nor replaced once it is written."
  type        = number
}

variable "force_destroy" {
  description = "Whether the bucket is emptied when it is destroyed, in spite of the lock."
  type        = bool
}
