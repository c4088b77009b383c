# What a failover needs beyond what the presets had before, in two regions. Not a sensible system.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

variable "package" {
  type = string
}

# What an update changes; each value is another one.
variable "number" {
  type    = number
  default = 1
}

provider "aws" {
  alias  = "primary"
  region = "eu-west-1"

  default_tags {
    tags = { Suffix = "test" }
  }
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"

  default_tags {
    tags = { Suffix = "test" }
  }
}

module "primary" {
  source = "./region"
  providers = {
    aws = aws.primary
  }

  role    = "primary"
  package = var.package
  number  = var.number
}

module "dr" {
  source = "./region"
  providers = {
    aws = aws.dr
  }

  role    = "dr"
  package = var.package
  number  = var.number
}

resource "aws_route53_health_check" "endpoint" {
  provider = aws.primary

  type              = "HTTPS"
  fqdn              = "primary.trading.acme-markets.com"
  port              = 443
  resource_path     = "/health"
  request_interval  = 10
  failure_threshold = 3
}

resource "aws_route53_health_check" "taken_over" {
  provider = aws.primary

  type                            = "CLOUDWATCH_METRIC"
  cloudwatch_alarm_name           = module.dr.active_alarm
  cloudwatch_alarm_region         = "eu-central-1"
  insufficient_data_health_status = "Healthy"

  tags = { Name = "taken-over" }
}

resource "aws_route53_health_check" "primary" {
  provider = aws.primary

  type                   = "CALCULATED"
  child_health_threshold = 1 + var.number % 2
  child_healthchecks = [
    aws_route53_health_check.endpoint.id,
    aws_route53_health_check.taken_over.id,
  ]

  tags = { Name = "primary" }
}

output "primary_check" {
  value = aws_route53_health_check.primary.id
}
