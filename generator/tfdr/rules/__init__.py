"""The rules of `tfdr check`: one file each in the folder of its family, registered by being there.

A rule's file has a `RULE` and a function `check`. See CONTRIBUTING.md.
"""

from tfdr.rules.rule import ERROR, INFO, WARNING, Rule
from tfdr.rules.verdicts import FAIL, PASS, UNKNOWN, Verdict, judge, judge_all, judge_place

__all__ = [
    "ERROR",
    "FAIL",
    "INFO",
    "PASS",
    "UNKNOWN",
    "WARNING",
    "Rule",
    "Verdict",
    "judge",
    "judge_all",
    "judge_place",
]
