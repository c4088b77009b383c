"""Finds the rules: every module in a family's folder."""

import importlib
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from tfdr.rules.rule import Rule

FAMILIES: Final = {
    "complete": "Complete: every reference resolves",
    "named": "Named: two deployments never collide",
    "secure": "Secure",
    "networked": "Networked",
    "data": "Data survives",
    "failover": "Failover",
    "observed": "Observed",
    "operated": "Operated",
}
ID: Final = re.compile(r"(?:CMP|NAM|SEC|NET|DAT|FO|OBS|OPS|DR)\d\d[A-Z]?")


@cache
def registered() -> dict[str, Rule]:
    """All rules by id, in the order of families and ids."""
    found: dict[str, Rule] = {}
    for family in FAMILIES:
        files = Path(__file__).with_name(family).glob("[a-z]*.py")
        for rule in sorted((_rule(family, each) for each in files), key=lambda each: each.id):
            if rule.id in found or not ID.fullmatch(rule.id):
                raise ValueError(f"{rule.file}: {rule.id} is taken, or is no id of a rule")
            found[rule.id] = rule
    return found


def _rule(family: str, file: Path) -> Rule:
    module = importlib.import_module(f"tfdr.rules.{family}.{file.stem}")
    rule: Rule = module.RULE
    id_ = file.stem.partition("_")[0].upper()
    return replace(rule, id=id_, family=family, file=file, check=getattr(module, "check", None))


def chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> dict[str, Rule]:
    """The rules whose ids begin with one of `select`, or all, and with none of `ignore`."""
    return {
        id_: rule
        for id_, rule in registered().items()
        if (not select or id_.startswith(select)) and not id_.startswith(ignore or ("-",))
    }
