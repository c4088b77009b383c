"""What a change of answers destroys in a deployment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tfdr import facts
from tfdr.questionnaire.answers import as_text


@dataclass(frozen=True)
class Loss:
    """What a changed answer destroys.

    Attributes:
        answer: its name.
        before: its value until now.
        after: its new value.
        what: what is destroyed, and why.
    """

    answer: str
    before: Any
    after: Any
    what: str

    def __str__(self) -> str:
        change = f"from {as_text(self.before)} to {as_text(self.after)}"
        return f"{self.answer} {change} destroys {self.what}"


def losses(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Loss]:
    """Say what is destroyed when answers change.

    Args:
        before: the answers until now.
        after: those of them that are answered anew.
    """
    found = []
    for answer, rules in facts.read("changes.yml")["changes"].items():
        if answer not in before or answer not in after:
            continue
        old, new = before[answer], after[answer]
        what = next((each["destroys"] for each in rules if _is(each, old, new)), "")
        if what:
            found.append(Loss(answer, old, new, what))
    return found


def _is(rule: Mapping[str, Any], old: Any, new: Any) -> bool:
    if rule["when"] == "changed":
        return bool(old not in (new, rule.get("unless")))
    if rule["when"] == "left":
        return bool(old == rule["from"] and new != old)
    if not isinstance(old, list) or not isinstance(new, list):
        return False
    if rule["when"] == "removed":
        return not {*old} <= {*new}
    return new[: len(old)] != old
