variable "name" {
  description = "What the names of the alarms begin with."
  type        = string
}

variable "leaving" {
  description = "Copies that leave this region, by where they go, as the output `copies` of their replication."
  type = map(object({
    source_bucket      = string
    destination_bucket = string
    rule_id            = string
  }))
  default = {}
}

variable "arriving" {
  description = "Copies that arrive in this region, by where they come from, out of the outputs `copies` of their replications."
  type = map(object({
    source_bucket      = string
    destination_bucket = string
    rule_id            = string
  }))
  default = {}
}

variable "recovery_point_objective_minutes" {
  description = "Minutes of objects that may be lost, which bound how late copies arrive; not needed where none do."
  type        = number
  default     = null
}

variable "alarm_topic_arn" {
  description = "Topic of this region that alarms notify."
  type        = string
}
