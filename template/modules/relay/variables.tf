variable "name" {
  description = "What the names of all resources begin with."
  type        = string
}

variable "account_id" {
  description = "Account that everything is in."
  type        = string
}

variable "role" {
  description = "Role of the region, part of the IAM role's name."
  type        = string
}

variable "region" {
  description = "Region whose alarms leave and that others' alarms arrive in."
  type        = string
}

variable "peer_regions" {
  description = "Regions that are told of this region's alarms, by role."
  type        = map(string)
}

variable "alarm_prefix" {
  description = "What the names of the alarms begin with that are carried."
  type        = string
}

variable "topic_arn" {
  description = "Topic of this region that alarms of other regions are published to."
  type        = string
}
