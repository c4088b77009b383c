variable "name" {
  description = "What the names of all resources begin with."
  type        = string
}

variable "kms_key_arn" {
  description = "Key of this region that encrypts the table."
  type        = string
}

variable "deletion_protection" {
  description = "Whether the table refuses to be destroyed."
  type        = bool
}
