variable "name" {
  description = "What the names of health checks begin with."
  type        = string
}

variable "zone_id" {
  description = "Hosted zone that holds the records."
  type        = string
}

variable "domain_name" {
  description = "Name under which clients reach the service."
  type        = string
}

variable "health_check_path" {
  description = "Path that says whether a region is able to serve."
  type        = string
}

variable "certificate_validation" {
  description = "Record that proves to ACM that the service's name is ours."
  type = object({
    resource_record_name  = string
    resource_record_type  = string
    resource_record_value = string
  })
}

variable "traffic_follows" {
  description = "What moves clients to a standby: `health` or `claim`, as the root's variable says."
  type        = string
}

variable "roles" {
  description = "Roles of all regions, in the order of takeover."
  type        = list(string)
}

variable "regions" {
  description = "All regions by role."
  type        = map(string)
}

variable "endpoint_names" {
  description = "Name of each region's own endpoint, by role."
  type        = map(string)
}

variable "endpoints" {
  description = "Where the name leads in each region, and the alarm with which a standby says that it has taken over, by role."
  type = map(object({
    dns_name     = string
    zone_id      = string
    active_alarm = object({ name = string, settings = string })
  }))
}
