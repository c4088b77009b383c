"""DR63: something promotes the database of the standby."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from tfdr.aws import state_machines
from tfdr.aws.functions import failover_functions
from tfdr.aws.replicas import replicas
from tfdr.evaluate import System
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import WARNING, Rule, Verdict, judge_all

RULE = Rule(severity=WARNING)

_GLOBAL: Final = ("aws_docdb_global_cluster", "aws_rds_global_cluster")
_PROMOTES: Final = re.compile(
    r"promote[-_]?read[-_]?replica|(?:failover|switchover|remove[-_]from)[-_]?global[-_]?cluster",
    re.IGNORECASE,
)
_READ: Final = (".json", ".md", ".py", ".sh", ".yaml", ".yml", ".ts", ".js")
_MOST_FILES: Final = 2000
_LARGEST: Final = 256 * 1024  # bytes


def check(system: System) -> Iterator[Verdict]:
    """The whole system, where it has a replica or a global database."""
    copies = any(each.is_elsewhere for each in replicas(system))
    if not system.is_multi_region or not (copies or system.resources(*_GLOBAL)):
        return
    made = (
        *failover_functions(system),
        *state_machines.failing_over(system),
        *system.resources("aws_arcregionswitch_plan"),
    )
    documents = (each.text("content") or "" for each in system.resources("aws_ssm_document"))
    holds = bool(made) or any(map(_PROMOTES.search, documents)) or _is_written(system.top)
    message = "nothing promotes the copy in the other region, and no file says how to"
    found = unless_elsewhere(system, holds)
    yield judge_all(system, found, message, unknown=system.not_followed)


def _is_written(directory: Path) -> bool:
    """Whether a script or document of the repository promotes a database."""
    files = (each for each in directory.rglob("*") if each.suffix in _READ)
    return any(_PROMOTES.search(_text(path)) for path in islice(files, _MOST_FILES))


def _text(path: Path) -> str:
    try:
        is_short = path.is_file() and path.stat().st_size <= _LARGEST
        return path.read_text("utf-8", "replace") if is_short else ""
    except OSError:
        return ""
