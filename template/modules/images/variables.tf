variable "name" {
  description = "What the names of the repositories begin with."
  type        = string
}

variable "kms_key_arn" {
  description = "Key of this region that encrypts the images."
  type        = string
}

variable "force_destroy" {
  description = "Whether repositories are emptied when they are destroyed."
  type        = bool
}
