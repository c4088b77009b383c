variable "name" {
  description = "What the names of all resources begin with."
  type        = string
}

variable "kms_key_arn" {
  description = "Key of this region that encrypts the backups."
  type        = string
}

variable "deletion_protection" {
  description = "Whether the vault refuses to be destroyed while it holds backups."
  type        = bool
}

variable "alarm_topic_arn" {
  description = "Topic that hears of failed backups and copies. Its policy has to let the rule publish."
  type        = string
}
