variable "name" {
  description = "What the bucket's name begins with, before account and region."
  type        = string
}

variable "account_id" {
  description = "Account that everything is in."
  type        = string
}

variable "role" {
  description = "Role of the region, by which the rules of other regions are named that copy to it."
  type        = string
}

variable "region" {
  description = "Region of the bucket."
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

variable "peers" {
  description = "The same bucket in the other regions, by role, as its output `replication`: copies go there and come from there."
  type = map(object({
    bucket      = string
    arn         = string
    kms_key_arn = string
    region      = string
  }))
}

variable "lock_days" {
  description = "Days for which an object can be neither deleted nor replaced once it is written; null for no lock."
  type        = number
  default     = null
}

variable "noncurrent_version_days" {
  description = "Days for which replaced and deleted objects can be brought back."
  type        = number
}

variable "force_destroy" {
  description = "Whether the bucket is emptied when it is destroyed, in spite of a lock."
  type        = bool
}

variable "recovery_point_objective_minutes" {
  description = "Minutes of objects that may be lost, which bound how late copies arrive."
  type        = number
}

variable "alarm_topic_arn" {
  description = "Topic of this region that alarms notify."
  type        = string
}
