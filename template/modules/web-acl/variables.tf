variable "name" {
  description = "Name of the web ACL."
  type        = string
}

variable "role" {
  description = "Role of the region, for descriptions."
  type        = string
}

variable "region" {
  description = "Region of the web ACL."
  type        = string
}

variable "client_requests_per_five_minutes" {
  description = "Requests in five minutes beyond which an address is refused."
  type        = number
}

variable "counting_rules" {
  description = "Rules that count what they find and refuse nothing, by their managed rule group."
  type        = map(list(string))
}

variable "log_kms_key_arn" {
  description = "Key that encrypts the log."
  type        = string
}

variable "log_retention_days" {
  description = "Days for which the log is kept."
  type        = number
}

variable "alarm_topic_arn" {
  description = "Topic that alarms notify."
  type        = string
}
