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

variable "access_logs" {
  description = "Bucket and prefix that access logs go to."
  type = object({
    bucket = string
    prefix = string
  })
}

variable "replication" {
  description = "Who copies the objects to which buckets, as the output `settings` of the replication module."
  type = object({
    role_arn = string
    destinations = map(object({
      bucket      = string
      arn         = string
      kms_key_arn = string
      region      = string
    }))
  })
}

variable "lock_days" {
  description = "Days for which an object can be neither deleted nor replaced once it is written."
  type        = number
}

variable "force_destroy" {
  description = "Whether the bucket is emptied when it is destroyed, in spite of the lock."
  type        = bool
}
