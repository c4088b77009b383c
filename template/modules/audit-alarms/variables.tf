variable "name" {
  description = "What the names of all resources begin with."
  type        = string
}

variable "log_group_name" {
  description = "Log group that a trail of all regions delivers to."
  type        = string
}

variable "alarm_topic_arn" {
  description = "Topic that alarms notify."
  type        = string
}
