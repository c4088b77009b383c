terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "suffix" {
  type = string
}

variable "deletion_protection" {
  type    = bool
  default = true
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "state" {
  bucket        = "state-of-${var.suffix}"
  force_destroy = !var.deletion_protection
}

output "state_bucket" {
  value = aws_s3_bucket.state.bucket
}
