variable "name" {
  description = "Name of the bucket."
  type        = string
}

variable "region" {
  description = "Region of the bucket, for replication."
  type        = string
}

variable "kms_key_arn" {
  description = "Key of this region that encrypts the objects; null for S3's own."
  type        = string
}

variable "bucket_key_enabled" {
  description = "Whether S3 asks for a key for the bucket now and then, not for each object."
  type        = bool
  default     = true
}

variable "expiration_days" {
  description = "Days after which objects are deleted; null to keep them."
  type        = number
  default     = null
}

variable "prefix_expiration_days" {
  description = "Days after which objects are gone for good whose keys begin with a prefix, by prefix."
  type        = map(number)
  default     = {}
}

variable "noncurrent_version_days" {
  description = "Days for which replaced and deleted objects can be brought back."
  type        = number
}

variable "access_logs" {
  description = "Bucket and prefix that access logs go to; null where they would be logs of logs."
  type = object({
    bucket = string
    prefix = string
  })
}

variable "replication" {
  description = "Who copies the objects to which buckets, as the output `settings` of the replication module; null for no copies."
  type = object({
    role_arn = string
    destinations = map(object({
      bucket      = string
      arn         = string
      kms_key_arn = string
      region      = string
    }))
  })
  default = null
}

variable "lock_days" {
  description = "Days for which an object can be neither deleted nor replaced once it is written; null for no lock."
  type        = number
  default     = null
}

variable "policy_statements" {
  description = "Who may do what with the bucket beside what IAM policies say."
  type        = any
  default     = []
}

variable "force_destroy" {
  description = "Whether the bucket is emptied when it is destroyed, in spite of a lock."
  type        = bool
}
