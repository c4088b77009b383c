variable "name" {
  description = "What the names of all resources begin with."
  type        = string
}

variable "role" {
  description = "Role of the region, for descriptions."
  type        = string
}

variable "global_table_arn" {
  description = "ARN of the table in the primary region."
  type        = string
}

variable "table_name" {
  description = "Name of the table, the same in all regions."
  type        = string
}

variable "user_index" {
  description = "Index that finds the sessions of a user."
  type        = string
}

variable "peer_regions" {
  description = "The other regions that have the table, by role."
  type        = map(string)
}

variable "kms_key_arn" {
  description = "Key of this region that encrypts the replica. Another key means another replica."
  type        = string
}

variable "deletion_protection" {
  description = "Whether the replica refuses to be destroyed."
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
