"""The operators by name, each with the requirement that it breaks."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tfdr import hcl

from tests.mutations.repository import Change, Repository, Spot

Operate = Callable[[Repository], Iterator[Change]]


@dataclass(frozen=True)
class Operator:
    """One way to remove or to break a control.

    Attributes:
        requirement: the line of the requirements that says so, or DR for what is beyond them.
    """

    name: str
    requirement: str
    operate: Operate


OPERATORS: dict[str, Operator] = {}


def breaks(requirement: str) -> Callable[[Operate], Operate]:
    """Register an operator by the name of its function."""

    def register(operate: Operate) -> Operate:
        name = operate.__name__.replace("_", " ")
        assert name not in OPERATORS
        OPERATORS[name] = Operator(name, requirement, operate)
        return operate

    return register


@dataclass(frozen=True)
class Statement:
    """A statement of a policy, as it is written."""

    spot: Spot
    expression: hcl.Expression
    items: dict[str, hcl.Expression]

    @property
    def label(self) -> str:
        """Its Sid, or its first action."""
        sid = self.items.get("Sid")
        return str(sid.value) if sid else self.actions[0].text.strip('"') if self.actions else "?"

    @property
    def actions(self) -> list[hcl.Expression]:
        action = self.items.get("Action")
        return [] if action is None else action.elements or [action]

    def allows(self, *actions: str) -> bool:
        return any(each.value in actions for each in self.actions)

    def put(self, name: str, text: str) -> Iterator[Change]:
        """One of its parts becomes something else."""
        item = self.items.get(name)
        if item is not None and item.text != text:
            edit = (self.spot.file, item.start, item.end, text)
            yield self.spot.change(edit, at=f"{self.label}: {name}")

    def let_anybody(self) -> Iterator[Change]:
        """It counts for everybody, without a condition."""
        item = self.items.get("Principal")
        if item is not None:
            edits = [(self.spot.file, item.start, item.end, '{ AWS = "*" }')]
            condition = self.items.get("Condition")
            if condition is not None:
                lines = self.spot.repository.lines(self.spot.file, condition.line, condition.line)
                edits.append((self.spot.file, lines[0], condition.end + 1, ""))
            yield self.spot.change(*edits, at=f"{self.label}: Principal")

    def drop(self) -> Iterator[Change]:
        """All of it goes."""
        text = self.spot.repository.texts[self.spot.file]
        before = re.sub(r"\s*#.*$", "", text[: self.expression.start], flags=re.M).rstrip()
        if before.endswith(("[", ",")):
            end = self.expression.end
            end += text[end : end + 1] == ","
            edit = (self.spot.file, self.expression.start, end, "")
            yield self.spot.change(edit, at=self.label)

    def drop_actions(self) -> Iterator[Change]:
        """Each of its actions goes, alone; the only one takes the statement with it."""
        if len(self.actions) == 1:
            yield from self.drop()
            return
        text = self.spot.repository.texts[self.spot.file]
        for action in self.actions:
            end = action.end + (text[action.end : action.end + 1] == ",")
            if text[action.end : action.end + 1] != ",":  # the last one, on one line with others
                continue
            edit = (self.spot.file, action.start, end, "")
            yield self.spot.change(edit, at=str(action.value))


def statements(
    repository: Repository, file: str = "", kind: str = "", *types: str
) -> Iterator[Statement]:
    """The statements of policies in files whose names match a pattern."""
    for spot in repository.spots(kind, file):
        if types and spot.block.labels[0] not in types:
            continue
        for block in spot.block.walk():
            for attribute in block.attributes.values():
                for each in attribute.expression.walk():
                    items = dict(each.items or [])
                    if "Effect" in items:
                        yield Statement(spot, each, items)
