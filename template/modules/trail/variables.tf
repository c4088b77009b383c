variable "name" {
  description = "What the names of all resources begin with."
  type        = string
}

variable "account_id" {
  description = "Account whose calls are recorded."
  type        = string
}

variable "region" {
  description = "Region that the trail and its records live in."
  type        = string
}

variable "copy_region" {
  description = "Region that the records are copied to."
  type        = string
}

variable "access_logs" {
  description = "Bucket and prefix in the trail's region that access logs go to."
  type = object({
    bucket = string
    prefix = string
  })
}

variable "copy_access_logs" {
  description = "Bucket and prefix in the region of the copy that access logs go to."
  type = object({
    bucket = string
    prefix = string
  })
}

variable "log_retention_days" {
  description = "Days for which records are kept, in the log group and in the buckets."
  type        = number
}

variable "deletion_window_days" {
  description = "Days for which the deletion of a key can be called back."
  type        = number
}

variable "force_destroy" {
  description = "Whether the buckets are emptied when they are destroyed."
  type        = bool
}

variable "alarm_topic_arn" {
  description = "Topic that alarms notify in the trail's region."
  type        = string
}

variable "copy_alarm_topic_arn" {
  description = "Topic that alarms notify in the region of the copy."
  type        = string
}
