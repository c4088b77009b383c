variable "name" {
  description = "Name of the load balancer and its target group: at most 32 characters."
  type        = string
}

variable "role" {
  description = "Role of the region, for the descriptions of alarms."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the load balancer."
  type        = string
}

variable "subnet_ids" {
  description = "Public subnets of the load balancer, in at least two zones."
  type        = list(string)
}

variable "certificate_arn" {
  description = "Certificate that has been issued for the names the service answers to."
  type        = string
}

variable "target_type" {
  description = "What requests are led to: ip for tasks, instance for instances."
  type        = string
}

variable "target_port" {
  description = "Port that the targets listen on."
  type        = number
}

variable "health_check_path" {
  description = "Path that a target answers with 200 when it is able to serve."
  type        = string
}

variable "log_bucket" {
  description = "Bucket that access logs go to."
  type        = string
}

variable "deletion_protection" {
  description = "Whether the load balancer refuses to be destroyed."
  type        = bool
}

variable "alarm_topic_arn" {
  description = "Topic that alarms notify."
  type        = string
}
