variable "name" {
  description = "What the names of the alarms begin with."
  type        = string
}

variable "role" {
  description = "Role of the region, for descriptions."
  type        = string
}

variable "topic_arn" {
  description = "Topic that alarms notify."
  type        = string
}

variable "recovery_point_objective_minutes" {
  description = "Minutes of data that may be lost, which bound the replication lag."
  type        = number
}

variable "database_cluster_identifier" {
  description = "This region's database cluster."
  type        = string
}

variable "load_balancer_arn_suffix" {
  description = "How metrics name this region's load balancer."
  type        = string
}

variable "target_group_arn_suffix" {
  description = "How metrics name this region's target group."
  type        = string
}

variable "ecs_cluster_name" {
  description = "This region's ECS cluster."
  type        = string
}

variable "ecs_service_name" {
  description = "This region's ECS service."
  type        = string
}

variable "bucket" {
  description = "This region's data bucket."
  type        = string
}

variable "outgoing_replication" {
  description = "Buckets that this region's bucket is copied to, by role, with the id of the rule."
  type = map(object({
    bucket  = string
    rule_id = string
  }))
}

variable "incoming_replication" {
  description = "Buckets that are copied to this region's bucket, by role, with the id of the rule."
  type = map(object({
    bucket  = string
    rule_id = string
  }))
}
