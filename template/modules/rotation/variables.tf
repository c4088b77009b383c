variable "name" {
  description = "What the name of the function begins with."
  type        = string
}

variable "account_id" {
  description = "Account that everything is in."
  type        = string
}

variable "region" {
  description = "Region of the secret and of the function."
  type        = string
}

variable "package" {
  description = "Path of the zip file that holds the function's code."
  type        = string
}

variable "secret_arn" {
  description = "Secret whose password is replaced."
  type        = string
}

variable "cluster_identifier" {
  description = "Aurora cluster that the password is for."
  type        = string
}

variable "cluster_arn" {
  description = "ARN of that cluster."
  type        = string
}

variable "rotation_days" {
  description = "Days after which the password is replaced."
  type        = number
}

variable "vpc_id" {
  description = "VPC of the function."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets that the function runs in."
  type        = list(string)
}

variable "data_key_arn" {
  description = "Key that encrypts the secret."
  type        = string
}

variable "operations_key_arn" {
  description = "Key that encrypts environment, logs and dead letters of the function."
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
