variable "name" {
  description = "Name of the cluster, the service and its task definition."
  type        = string
}

variable "account_id" {
  description = "Account that everything is in."
  type        = string
}

variable "role" {
  description = "Role of the region, which the tasks are told."
  type        = string
}

variable "region" {
  description = "Region of the service."
  type        = string
}

variable "image_tag" {
  description = "Tag of the service's image."
  type        = string
}

variable "xray_daemon_image_tag" {
  description = "Tag of the X-Ray daemon's image."
  type        = string
}

variable "cpu_architecture" {
  description = "Processor that the images are built for."
  type        = string
}

variable "container_port" {
  description = "Port that the service listens on."
  type        = number
}

variable "task_size" {
  description = "CPU units and MiB of memory of one task."
  type = object({
    cpu    = number
    memory = number
  })
}

variable "task_count" {
  description = "Tasks that run at least."
  type        = number
}

variable "task_count_max" {
  description = "Tasks that run at most."
  type        = number
}

variable "vpc_id" {
  description = "VPC of the service."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets that the tasks run in."
  type        = list(string)
}

variable "target_group_arn" {
  description = "Target group that the tasks are registered in."
  type        = string
}

variable "load_balancer_security_group_id" {
  description = "Security group of the load balancer, which is admitted to the tasks."
  type        = string
}

variable "peer_cidr_blocks" {
  description = "IPv4 ranges of the peered networks whose proxy the tasks reach, by role."
  type        = map(string)
}

variable "database" {
  description = "How the tasks reach the database."
  type = object({
    host                    = string
    read_only_host          = string
    name                    = string
    username                = string
    proxy_resource_id       = string
    proxy_security_group_id = string
  })
}

variable "bucket" {
  description = "Bucket that the tasks keep objects in."
  type = object({
    name = string
    arn  = string
  })
}

variable "data_kms_key_arn" {
  description = "Key of this region that encrypts images and objects."
  type        = string
}

variable "log_kms_key_arn" {
  description = "Key of this region that encrypts the logs."
  type        = string
}

variable "log_retention_days" {
  description = "Days for which logs are kept."
  type        = number
}

variable "force_destroy" {
  description = "Whether repositories are emptied when they are destroyed."
  type        = bool
}
