variable "name" {
  description = "Name of the topic."
  type        = string
}

variable "account_id" {
  description = "Account that everything is in."
  type        = string
}

variable "region" {
  description = "Region of the topic."
  type        = string
}

variable "alarm_prefix" {
  description = "What the names of the alarms begin with that may publish."
  type        = string
}

variable "event_rule_arns" {
  description = "EventBridge rules that may publish: what brings alarms of other regions, and what tells of failures that are events. None where there are none."
  type        = list(string)
  default     = []
}

variable "emails" {
  description = "Addresses that are told. Each has to confirm once."
  type        = list(string)
}

variable "urls" {
  description = "HTTPS addresses that are told too, by name."
  type        = map(string)
  sensitive   = true

  validation {
    condition     = alltrue([for url in values(var.urls) : startswith(url, "https://")])
    error_message = "SNS sends alarms to addresses that begin with https:// only."
  }
}

variable "kms_key_arn" {
  description = "Key of this region that encrypts the messages."
  type        = string
}
