variable "name" {
  description = "What the bucket's name begins with."
  type        = string
}

variable "region" {
  description = "Region of the bucket, part of its name."
  type        = string
}

variable "force_destroy" {
  description = "Whether the bucket is emptied when it is destroyed."
  type        = bool
}
