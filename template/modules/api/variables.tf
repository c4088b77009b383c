variable "name" {
  description = "Name of the API, which names of other things begin with."
  type        = string
}

variable "role" {
  description = "Role of the region, for people who read about it."
  type        = string
}

variable "region" {
  description = "Region of the API."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the function."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets that the function runs in."
  type        = list(string)
}

variable "package" {
  description = "Path of the zip file that holds the function's code."
  type        = string
}

variable "memory_mb" {
  description = "MiB of memory of the function; the share of a processor grows with it."
  type        = number
}

variable "environment" {
  description = "Environment variables that tell the function where things are."
  type        = map(string)
}

variable "application_policy_arn" {
  description = "Policy that lets the function do its work."
  type        = string
}

variable "health_check_path" {
  description = "Path that health checkers ask and anybody may."
  type        = string
}

variable "tokens" {
  description = "Who issues the tokens that let a request through, and for whom; null for requests that are signed for AWS."
  type = object({
    issuer   = string
    audience = list(string)
  })
}

variable "domain_names" {
  description = "Domain names that the API answers to: the service's and the region's own, by what they are."
  type        = map(string)
}

variable "certificate_arn" {
  description = "Certificate of the domain names, in the API's region, once it is validated."
  type        = string
}

variable "throttling" {
  description = "Requests that each route takes in a second and, for a moment, beyond that."
  type = object({
    requests_per_second = number
    burst               = number
  })
}

variable "log_kms_key_arn" {
  description = "Key of this region that encrypts logs, dead letters and the function's environment."
  type        = string
}

variable "log_retention_days" {
  description = "Days for which logs are kept."
  type        = number
}

variable "alarm_topic_arn" {
  description = "Topic of this region that is told of alarms."
  type        = string
}
