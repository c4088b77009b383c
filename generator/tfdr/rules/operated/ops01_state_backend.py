"""OPS01: a workload's state backend is remote, encrypted and locked."""

from collections.abc import Iterator
from pathlib import Path

from tfdr.evaluate import System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge_all, judge_place

RULE = Rule(severity=ERROR, of_root=True, tells_doubt=False)

_ADDRESS = "terraform.backend"
# Backends that lock by themselves, or not at all.
_LOCKING = frozenset({"remote", "azurerm", "gcs", "pg", "kubernetes", "cos", "consul", "oss"})


def check(system: System) -> Iterator[Verdict]:
    """The backend of a workload; its block and a file of settings for it count together."""
    if not system.is_workload or system.project.is_library(system.directory):
        return
    if any(block.nested("cloud") for block in system.root.source.of_kind("terraform")):
        return
    backends = system.backends()
    if not backends and system.project.tree.terragrunt:
        message = "the backend that Terragrunt gives it"
        yield judge_all(system, None, message, unknown=(message,))
        return
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
