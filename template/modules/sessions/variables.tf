variable "name" {
  description = "What the names of all resources begin with."
  type        = string
}

variable "role" {
  description = "Role of the region, for descriptions."
  type        = string
}

variable "peer_regions" {
  description = "The other regions that have the table, by role."
  type        = map(string)
}

variable "kms_key_arn" {
  description = "Key of this region that encrypts the table."
  type        = string
}

variable "deletion_protection" {
  description = "Whether the table refuses to be destroyed."
  type        = bool
}

variable "recovery_point_objective_minutes" {
  description = "Minutes of data that may be lost, which bound the replication's delay."
  type        = number
}

variable "alarm_topic_arn" {
  description = "Topic that alarms notify."
  type        = string
}
