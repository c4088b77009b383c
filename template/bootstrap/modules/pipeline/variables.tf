variable "name" {
  description = "What the names of the roles begin with, and of all that they may manage."
  type        = string
}

variable "environment" {
  description = "Environment of the repository that applies; the one that plans has -plan at its end."
  type        = string
}

variable "repository" {
  description = "Repository on GitHub, as OWNER/NAME."
  type        = string
}

variable "branch" {
  description = "Branch that is deployed from."
  type        = string
  default     = "main"
}

variable "create_oidc_provider" {
  description = "Whether the identity provider is created here; an account has it once."
  type        = bool
}

variable "regions" {
  description = "Regions that are deployed to."
  type        = list(string)
}

variable "state" {
  description = "Buckets that keep the state and its copy, with their keys, by role of the region."
  type = map(object({
    bucket_arn  = string
    kms_key_arn = string
  }))
}
