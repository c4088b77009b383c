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

variable "roles" {
  description = "Roles of all regions, in the order of takeover."
  type        = list(string)
}

variable "regions" {
  description = "All regions by role."
  type        = map(string)
}

variable "endpoints" {
  description = "Where the name leads in each region, what checks that it answers there, and the alarm with which a standby says that it has taken over, by role."
  type = map(object({
    dns_name          = string
    zone_id           = string
    health_check_id   = string
    active_alarm_name = string
  }))
}
