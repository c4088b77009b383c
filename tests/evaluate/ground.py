"""What is evaluated in tests: directories of Terraform, and one that has some of everything."""

from pathlib import Path

from tfdr import hcl
from tfdr.evaluate import (
    Fields,
    Json,
    Ref,
    Resource,
    Rest,
    System,
    Text,
    Unknown,
    Value,
    sources,
)
from tfdr.project import Project

GROUND = """
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = var.dr_region
}

variable "dr_region" {
  default = "eu-central-1"
}

variable "given" {
  type = object({ name = string, size = optional(number, 3), tags = optional(map(string), {}) })
  default = { name = "n" }
}

variable "number" {
  type    = number
  default = "7"
}

variable "unknown" {}

locals {
  list = ["b", "a"]
  map  = { one = 1, two = 2 }
}

resource "aws_kms_key" "one" {
  provider    = aws.primary
  description = "key"
}

resource "aws_sqs_queue" "each" {
  for_each = { a = 1, b = 2 }
  provider = aws.dr
  name     = "q-${each.key}"
}

resource "aws_sns_topic" "counted" {
  count = 2
  name  = "t-${count.index}"
}

resource "aws_vpc" "some" {
  count      = var.unknown
  cidr_block = "10.0.0.0/8"
}

data "aws_region" "here" {
  provider = aws.primary
}

data "aws_partition" "here" {
  provider = aws.primary
}
"""


def system(root: Path, **files: str) -> System:
    for name, text in files.items():
        path = root / f"{name.replace('__', '/')}.tf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    project = Project(hcl.read_tree(root))
    assert not project.tree.errors
    return System(project, root)


def shown(value: Value) -> object:
    """A value as a test writes it down."""
    if isinstance(value, list):
        return [shown(each) for each in value]
    if isinstance(value, Fields):
        content = {key: shown(each) for key, each in value.items()}
        return {**content, "...": "rest"} if value.rest else content
    if isinstance(value, Rest):
        return "rest"
    if isinstance(value, Ref):
        return f"-> {value}"
    if isinstance(value, Unknown):
        return f"? {', '.join(map(str, sources(value)))}"
    if isinstance(value, Json):
        return ("json", shown(value.content))
    return str(value) if isinstance(value, Text) else value


def by_address(found: System) -> dict[str, Resource]:
    return {each.address: each for each in found.resources()}
