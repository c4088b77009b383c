"""What a change of answers destroys in a deployment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tfdr import facts
from tfdr.questionnaire.answers import as_text

IN_ORDER: Final = "Do this in order, so that Terraform can destroy them:"
"""What stands above the steps."""


@dataclass(frozen=True)
class Loss:
    """What a changed answer destroys.

    Attributes:
        answer: its name.
        before: its value until now.
        after: its new value.
        what: what is destroyed, and why.
        steps: what a person does, in order, so that Terraform can destroy it.
    """

    answer: str
    before: Any
    after: Any
    what: str
    steps: tuple[str, ...] = ()

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
    catalogue = facts.read("changes.yml")
    for answer, rules in catalogue["changes"].items():
        if answer not in before or answer not in after:
            continue
        old, new = before[answer], after[answer]
        rule = next((each for each in rules if _is(each, old, new)), None)
        if rule:
            steps = _steps(rule.get("steps", ()), catalogue.get("steps", {}), old, new)
            found.append(Loss(answer, old, new, rule["destroys"], steps))
    return found


def _steps(named: Sequence[str], common: Mapping[str, str], old: Any, new: Any) -> tuple[str, ...]:
    both = isinstance(old, list) and isinstance(new, list)
    removed = ", ".join(map(str, (each for each in old if each not in new))) if both else ""
    return tuple(common.get(each, each).replace("{removed}", removed) for each in named)


def numbered(found: Sequence[Loss]) -> list[str]:
    """List the steps of all losses, each once and in order, as lines to print."""
    steps = list(dict.fromkeys(step for loss in found for step in loss.steps))
    return [f"  {number}. {step}" for number, step in enumerate(steps, 1)]


def _is(rule: Mapping[str, Any], old: Any, new: Any) -> bool:
    if rule["when"] == "changed":
        return bool(old not in (new, rule.get("unless")))
    if rule["when"] == "left":
        return bool(old == rule["from"] and new != old and new in rule.get("to", [new]))
    if not isinstance(old, list) or not isinstance(new, list):
        return False
    if rule["when"] == "removed":
        return not {*old} <= {*new}
    if rule["when"] == "shifted":
        stay = [each for each in old if each in new]
        return bool(stay) and stay != old and stay != old[: len(stay)]
    return new[: len(old)] != old
