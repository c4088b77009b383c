"""DR02: the state is not kept in the region that may fail."""

from collections.abc import Iterator

from tfdr.evaluate import System, negate
from tfdr.rules import ERROR, Rule, Verdict, judge_place

RULE = Rule(
    id="DR02",
    title="Terraform's state is not kept in the primary region",
    severity=ERROR,
    why="When the primary region is gone, so is a state that is kept there: nothing can be changed "
    "by Terraform just when something has to be.",
    fix="Keep the state's bucket in the standby's region, and replicate it.",
    source="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/backend.html",
    fails="""\
terraform {
  backend "s3" {
    bucket = "state"
    key    = "orders"
    region = "eu-west-1"
  }
}

provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_vpc" "primary" {
  provider   = aws.primary
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "dr" {
  provider   = aws.dr
  cidr_block = "10.1.0.0/16"
}
""",
    passes="""\
terraform {
  backend "s3" {
    bucket = "state"
    key    = "orders"
    region = "eu-central-1"
  }
}

provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_vpc" "primary" {
  provider   = aws.primary
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "dr" {
  provider   = aws.dr
  cidr_block = "10.1.0.0/16"
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """The backend, and the files of settings for it, where there are several regions."""
    primary = system.primary
    if primary is None or not system.is_multi_region:
        return
    for backend in system.backends():
        code = backend.text("region")
        if code is not None:
            line = backend.attributes["region"].line
            apart = negate(primary.is_code(code))
            message = f"the state is kept in {code}, the primary region"
            unknown = (f"the region of the provider {primary.role}",)
            yield judge_place(
                apart, "terraform.backend", backend.file, line, message, unknown=unknown
            )
