variable "name" {
  description = "Name of the function."
  type        = string
}

variable "description" {
  description = "What the function does."
  type        = string
}

variable "region" {
  description = "Region of the function, part of its IAM role's name."
  type        = string
}

variable "package" {
  description = "Path of the zip file that holds the code."
  type        = string
}

variable "handler" {
  description = "Module and function that Lambda calls."
  type        = string
}

variable "timeout_seconds" {
  description = "Seconds after which a run is ended."
  type        = number
}

variable "memory_mb" {
  description = "MiB of memory; the share of a processor grows with it."
  type        = number
  default     = 128
}

variable "environment" {
  description = "Environment variables of the function."
  type        = map(string)
}

variable "policy_statements" {
  description = "What the function may do beside writing logs, traces and dead letters, as IAM policy statements."
  type        = any
}

variable "network" {
  description = "VPC and private subnets of a function that reaches what is in them; null for one that calls AWS and nothing else."
  type = object({
    vpc_id     = string
    subnet_ids = list(string)
  })
  default = null
}

variable "reserved_concurrency" {
  description = "Runs at once that are kept for the function when it is created, and that it cannot exceed; -1 for what the account has left."
  type        = number
  default     = -1
}

variable "kms_key_arn" {
  description = "Key that encrypts environment, logs and dead letters."
  type        = string
}

variable "log_retention_days" {
  description = "Days for which logs are kept."
  type        = number
}

variable "alarm_topic_arn" {
  description = "Topic that is told when the function fails."
  type        = string
}
