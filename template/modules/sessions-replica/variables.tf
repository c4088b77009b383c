variable "global_table_arn" {
  description = "ARN of the table in the primary region."
  type        = string
}

variable "kms_key_arn" {
  description = "Key of this region that encrypts the replica. Another key means another replica."
  type        = string
}

variable "deletion_protection" {
  description = "Whether the replica refuses to be destroyed."
  type        = bool
}
