"""Would a system survive the loss of its primary region? What the rules say, by question."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tfdr.check.judging import Judged, Report
from tfdr.evaluate import System
from tfdr.rules import ERROR, FAIL, PASS, UNKNOWN

YES: Final = "yes"
NO: Final = "no"
NOT_SURE: Final = "not known"
NOTHING: Final = "nothing to judge"

# What people ask, with the rules that answer it.
_QUESTIONS: Final[dict[str, tuple[str, ...]]] = {
    "Clients reach the standby": (
        *("FO01A", "FO01B", "FO01D", "DR01", "DR47", "DR48", "DR54", "DR61"),
        *("FO10A", "FO10C", "FO10E", "FO11A", "FO13A", "FO16", "DR11"),
    ),
    "Databases are there": (*("DR21", "DR23", "DR30", "DR67", "DR81", "DR83", "DAT05C"),),
    "Files and objects are there": ("DAT06A", "DAT06C", "DAT06E", "DAT06F", "DR28", "DR78"),
    "Sessions and indexes are there": ("DR74", "DR79", "DR92"),
    "Something fails over": (
        *("DR63", "DR45", "FO03B", "FO03C", "FO12B", "FO14A", "FO14B", "FO14C", "FO14D", "FO14E"),
        *("FO14F", "FO15", "FO17", "DR53"),
    ),
    "Workloads start there": (
        *("DR51", "DR66", "DR86", "SEC01C", "SEC03C", "SEC10", "DR46", "DR58", "DR97"),
    ),
    "Capacity suffices": ("DR24", "DR40", "DR84"),
    "Somebody is told": ("DR42", "DR65", "DR49", "OBS01B", "OBS02B", "OBS04A", "OBS07A", "OBS07B"),
    "A backup is elsewhere": ("DR20", "DR64", "DR73", "DAT08A", "DAT08C"),
    "Terraform still works": ("DR02", "OPS01", "OPS05"),
}
_OF_WHAT_IS_LOST: Final = frozenset(
    {
        *("DR20", "DR28", "DR30", "DR73", "DR74", "DR79", "DR81", "DR92"),
        *("DAT05C", "DAT06A", "DAT06C", "DAT06F", "DAT08A", "DAT08C"),
    }
)
"""Rules that judge whether a store is elsewhere too: those of other regions are not lost."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules say to one question.

    Attributes:
        said: `YES`, `NO`, `NOT_SURE` or `NOTHING`.
        rules: the ids of those that say so.
    """

    question: str
    said: str
    rules: tuple[str, ...]


def answers(report: Report) -> Iterator[tuple[System, list[Answer]]]:
    """Each system of several regions, with the answers."""
    for system, judged in zip(report.systems, report.by_system, strict=True):
        if system.is_multi_region:
            concerned = _concerned(system, judged)
            yield system, [_answer(concerned, *each) for each in _QUESTIONS.items()]


def _concerned(system: System, judged: list[Judged]) -> list[Judged]:
    """Leave out what is said of stores that the loss of the primary region does not touch."""
    primary = system.primary
    elsewhere = {
        (each.address, each.block.file)
        for each in system.resources()
        if primary is not None and each.region.is_same(primary) is False
    }
    return [each for each in judged if not _is_of_one(each, elsewhere)]


def _is_of_one(judged: Judged, resources: set[tuple[str, Path]]) -> bool:
    verdict = judged.verdict
    return (
        judged.rule.id in _OF_WHAT_IS_LOST
        and verdict.block is not None
        and (verdict.address, verdict.block.file) in resources
    )


def _answer(judged: list[Judged], question: str, rules: tuple[str, ...]) -> Answer:
    found = [each for each in judged if each.rule.id in rules]
    grave = [each for each in found if each.outcome == FAIL and each.rule.severity == ERROR]
    for said, several in (
        (NO, grave),
        (NOT_SURE, [each for each in found if each.outcome == UNKNOWN]),
        (YES, [each for each in found if each.outcome == PASS]),
    ):
        if several:
            ids = {each.rule.id: None for each in several}
            return Answer(question, said, tuple(sorted(ids)))
    return Answer(question, NOTHING, ())
