variable "name" {
  description = "What the names of connections begin with."
  type        = string
}

variable "role" {
  description = "Role of this region."
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

variable "networks" {
  description = "VPCs of all regions, by role."
  type = map(object({
    vpc_id = string
  }))
}

variable "requests" {
  description = "Connections that regions have asked for, by role of who asks and of who is asked, as the output of that name."
  type        = map(map(string))
}

variable "acceptances" {
  description = "Connections that regions have accepted, by role of who accepts and of who asked, as the output of that name."
  type        = map(map(string))
}
