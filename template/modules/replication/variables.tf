variable "name" {
  description = "What the name of the IAM role begins with."
  type        = string
}

variable "source_bucket" {
  description = "Bucket whose objects are copied, as its module's output `replication`."
  type = object({
    bucket      = string
    arn         = string
    kms_key_arn = string
    region      = string
  })
}

variable "destinations" {
  description = "Buckets that objects are copied to, by role, as their modules' output `replication`."
  type = map(object({
    bucket      = string
    arn         = string
    kms_key_arn = string
    region      = string
  }))
}
