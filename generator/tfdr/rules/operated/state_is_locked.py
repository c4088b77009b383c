"""OPS01: the state is remote, encrypted and locked."""

from collections.abc import Iterator
from pathlib import Path

from tfdr.evaluate import System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge_all, judge_place

RULE = Rule(
    id="OPS01",
    title="The state of a workload is remote, encrypted and locked",
    severity=ERROR,
    why="Two people who repair one outage apply at the same time; without a lock the state is "
    "torn. A state on a laptop is lost with it, and holds what no one else should read.",
    fix="Use the backend s3 with use_lockfile = true, and do not set encrypt = false.",
    source="https://developer.hashicorp.com/terraform/language/backend/s3",
    fails="""\
terraform {
  backend "s3" {
    bucket = "state"
    key    = "orders"
    region = "eu-central-1"
  }
}

resource "aws_vpc" "orders" {
  cidr_block = "10.0.0.0/16"
}
""",
    passes="""\
terraform {
  backend "s3" {
    bucket       = "state"
    key          = "orders"
    region       = "eu-central-1"
    encrypt      = true
    use_lockfile = true
  }
}

resource "aws_vpc" "orders" {
  cidr_block = "10.0.0.0/16"
}
""",
)

_ADDRESS = "terraform.backend"
# Backends that lock by themselves, or not at all.
_LOCKING = frozenset({"remote", "azurerm", "gcs", "pg", "kubernetes", "cos", "consul", "oss"})


def check(system: System) -> Iterator[Verdict]:
    """The backend of a workload; its block and a file of settings for it count together."""
    if not system.is_workload:
        return
    if any(block.nested("cloud") for block in system.root.source.of_kind("terraform")):
        return
    backends = system.backends()
    if not backends:
        yield judge_all(system, False, "has no backend: its state is a file on somebody's disk")
        return
    base, *files = backends
    if base.type == "local":
        message = "keeps its state in a file on somebody's disk"
        yield judge_place(False, _ADDRESS, base.file, base.line, message)
    elif base.type != "s3":
        holds: Truth = True if base.type in _LOCKING else None
        unknown = (f"whether the backend {base.type} locks",)
        yield judge_place(holds, _ADDRESS, base.file, base.line, "", unknown=unknown)
    else:
        for each in files or [base]:
            settings = {**base.attributes, **each.attributes}
            line = each.line
            yield _locked(settings, each.file, line, is_partial="bucket" not in settings)
            encrypt = settings.get("encrypt")
            if encrypt is not None:
                value = _truth(encrypt.expression.value)
                where = encrypt.expression.source.path
                message = "turns encryption of the state off"
                yield judge_place(value, _ADDRESS, where, encrypt.line, message)


def _locked(settings: dict, file: Path, line: int, *, is_partial: bool) -> Verdict:  # type: ignore[type-arg]
    lock = settings.get("use_lockfile")
    if lock is not None:
        holds = _truth(lock.expression.value)
        line, file = lock.line, lock.expression.source.path
    elif settings.get("dynamodb_table") is not None:
        holds = True
    else:
        # What is given on the command line is not in the code.
        holds = None if is_partial and not settings else False
    message = "does not lock the state: two applies at once tear it"
    unknown = ("the settings that are given to terraform init",)
    return judge_place(holds, _ADDRESS, file, line, message, unknown=unknown)


def _truth(value: object) -> Truth:
    return {True: True, False: False, "true": True, "false": False}.get(value)
