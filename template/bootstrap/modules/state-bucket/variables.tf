variable "name" {
  description = "What the bucket's name begins with."
  type        = string
}

variable "region" {
  description = "Region of the bucket, part of its name."
  type        = string
}

variable "replication" {
  description = "Who copies the states to which buckets, as the output `settings` of the replication module; null for no copies."
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

variable "force_destroy" {
  description = "Whether the bucket is emptied when it is destroyed."
  type        = bool
}
