variable "name" {
  description = "Name of the secret."
  type        = string
}

variable "description" {
  description = "What the secret is for."
  type        = string
}

variable "username" {
  description = "User that the password belongs to."
  type        = string
}

variable "rotation_function" {
  description = "Function that makes the passwords, the first one when the secret is created, once Secrets Manager may call it."
  type = object({
    name = string
    arn  = string
  })
}

variable "rotation_days" {
  description = "Days after which the password is replaced."
  type        = number
}

variable "kms_key_arn" {
  description = "Key that encrypts the secret."
  type        = string
}

variable "recovery_window_days" {
  description = "Days for which a deleted secret can be restored: 0, or 7 to 30."
  type        = number
}

variable "replicas" {
  description = "Other regions that hold a replica, each with its key."
  type = list(object({
    region      = string
    kms_key_arn = string
  }))
}

variable "is_reachable" {
  description = "Whether the region of the secret answers. While it does not, the password is left alone."
  type        = bool
  default     = true
}

# Not a literal in the output, which takes an ephemeral value only.
variable "unread_password" {
  description = "What is given out as the password while it cannot be read: nothing that RDS would take, which wants eight characters."
  type        = string
  default     = "-"
  ephemeral   = true
}
