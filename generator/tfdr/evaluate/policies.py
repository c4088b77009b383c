"""Policies of IAM, however they are written: encoded, as a document, or as text."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, Protocol

from tfdr.evaluate import functions, templates
from tfdr.evaluate.functions import elements
from tfdr.evaluate.values import (
    Fields,
    Json,
    Pointer,
    Rest,
    Text,
    Truth,
    Unknown,
    Value,
    any_of,
    known_text,
    plain,
    sources,
)

_HOLE: Final = re.compile("\x01(\\d+)\x02")
_ALONE: Final = re.compile("(?<=[:,\\[])\\s*\x01(\\d+)\x02(?=\\s*[,\\]}])")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a policy.

    Attributes:
        allows: False for a Deny; None when that is not known.
        actions: as written; those of `NotAction` are in `not_actions`.
        principals: pairs of a type, such as `Service`, and who; `*` alone is ("*", "*").
        conditions: triples of operator, key and values.
        file: where it is written.
        line: the line there.
    """

    sid: str
    allows: Truth
    actions: list[Value]
    not_actions: list[Value]
    resources: list[Value]
    not_resources: list[Value]
    principals: list[tuple[str, Value]]
    conditions: list[tuple[str, str, list[Value]]]
    file: Path
    line: int

    def covers(self, action: str) -> Truth:
        """Whether an action, such as `s3:ReplicateObject`, is one of its actions."""
        if self.not_actions:
            return not _covered(self.not_actions, action)
        return _covered(self.actions, action)


def _covered(patterns: list[Value], action: str) -> Truth:
    results: list[Truth] = []
    for pattern in patterns:
        text = known_text(pattern)
        results.append(None if text is None else fnmatchcase(action.lower(), text.lower()))
    return any_of(*results)


@dataclass(frozen=True, slots=True)
class Policy:
    """The statements of a policy.

    Attributes:
        missing: what would have to be known to know all of it; empty when all of it is known.
        is_set: whether there is one; None when that is not known.
    """

    statements: list[Statement]
    missing: tuple[str, ...] = ()
    is_set: Truth = True

    @property
    def is_complete(self) -> bool:
        """Whether these are all statements there are."""
        return not self.missing

    def allows(self, action: str) -> Truth:
        """Whether some statement allows an action, whatever its resource and conditions."""
        results: list[Truth] = [
            each.covers(action) for each in self.statements if each.allows is not False
        ]
        found = any_of(*results)
        return None if found is False and self.missing else found


class Source(Protocol):
    """What a policy is read from: the resource that has it, a data source that is it, a block."""

    @property
    def address(self) -> str:
        """The address of the resource."""

    @property
    def file(self) -> Path:
        """The file that it is in."""

    @property
    def line(self) -> int:
        """The line on which it begins."""

    @property
    def maybe(self) -> bool:
        """Whether it stands for none, one or more."""

    @property
    def why(self) -> tuple[str, ...]:
        """For one that is `maybe`: what would have to be known."""

    def get(self, path: str) -> Value:
        """An attribute; null when it is not set."""

    def text(self, path: str) -> str | None:
        """An attribute as text; None when it is not set, or not known."""

    def elements(self, path: str) -> list[Value]:
        """The elements of an attribute; a `Rest` is among them where there may be more."""

    def blocks(self, name: str) -> "Sequence[Source]":
        """The nested blocks of one name."""


FindDocument = Callable[[Value], Source | None]
"""Gives the data source `aws_iam_policy_document` that a value is the document of, if it is one."""


def read(value: Value, owner: Source, document: FindDocument) -> Policy:
    """Read a policy.

    Args:
        value: the attribute's value.
        owner: the resource that has it, for the place of what is written nowhere else.
        document: finds the data sources in it.
    """
    reader = _Reader(owner, document)
    reader.read(value)
    is_set: Truth = value is not None
    if not reader.statements and reader.missing:
        is_set = None if isinstance(plain(value), Unknown) else True
    return Policy(reader.statements, tuple(dict.fromkeys(reader.missing)), is_set)


@dataclass
class _Reader:
    owner: Source
    document: FindDocument
    statements: list[Statement] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    depth: int = 0

    def read(self, value: Value) -> None:
        document = self.document(value)
        if document is not None:
            self._document(document)
            return
        inside = plain(value)
        if isinstance(inside, Json):
            inside = plain(inside.content)
        elif isinstance(inside, str | Text):
            inside = _parsed(inside)
        if isinstance(inside, Fields):
            found = inside.get("Statement", inside.rest)
            is_one = isinstance(plain(found), Fields)
            self._statements([found] if is_one else elements(found))
        elif isinstance(inside, list):  # the documents of several policies
            for each in inside:
                self.read(each)
        elif inside is not None:
            self._missing(inside)

    def _missing(self, value: Value) -> None:
        self.missing += sources(value) or (self.owner.address,)

    def _statements(self, values: list[Value]) -> None:
        for value in values:
            inside = plain(value)
            if isinstance(inside, Fields):
                self.statements.append(self._statement(inside))
            elif isinstance(inside, Rest) and _are_lists(inside.either):
                # A condition decides whether it has these.
                fields = [plain(each) for several in inside.either for each in several]
                found = [self._statement(each) for each in fields if isinstance(each, Fields)]
                self.statements += [replace(each, allows=None) for each in found]
            else:
                self._missing(inside)

    def _statement(self, fields: Fields) -> Statement:
        place = fields.place or (self.owner.file, self.owner.line)

        def values(key: str) -> list[Value]:
            found = fields.get(key, fields.rest)
            return _several(found)

        return Statement(
            known_text(fields.get("Sid")) or "",
            _allows(fields.get("Effect", fields.rest)),
            values("Action"),
            values("NotAction") if "NotAction" in fields else [],
            values("Resource"),
            values("NotResource") if "NotResource" in fields else [],
            list(_principals(fields.get("Principal"))),
            list(_conditions(fields.get("Condition"))),
            *place,
        )

    def _document(self, document: Source) -> None:
        """The blocks of a data source aws_iam_policy_document."""
        self.depth += 1
        if self.depth > 20 or document.maybe:
            self.missing.append(document.address)
            return
        for name in ("source_policy_documents", "override_policy_documents"):
            for each in document.elements(name):
                self.read(each)
        for name in ("source_json", "override_json"):
            self.read(document.get(name))
        for block in document.blocks("statement"):
            if block.maybe:
                self.missing += block.why
            else:
                self.statements.append(_from_block(block))


def _are_lists(lists: "tuple[Sequence[Value], ...]") -> bool:
    """Whether these are lists of statements of a policy, of which one may be empty."""
    found = [plain(each) for several in lists for each in several]
    return bool(found) and all(isinstance(each, Fields) for each in found)


def _several(value: Value) -> list[Value]:
    inside = plain(value)
    if inside is None:
        return []
    return inside if isinstance(inside, list) else [value]


def _allows(value: Value) -> Truth:
    text = known_text(value)
    return None if text is None else text == "Allow"


def _principals(value: Value) -> Iterator[tuple[str, Value]]:
    inside = plain(value)
    if isinstance(inside, Fields):
        for kind, each in inside.items():
            yield from ((kind, one) for one in _several(each))
    elif inside is not None:
        yield ("*", inside)


def _conditions(value: Value) -> Iterator[tuple[str, str, list[Value]]]:
    inside = plain(value)
    if isinstance(inside, Fields):
        for operator, each in inside.items():
            keys = plain(each)
            if isinstance(keys, Fields):
                yield from ((operator, key, _several(one)) for key, one in keys.items())
            else:
                yield (operator, "", [keys])
    elif inside is not None:
        yield ("", "", [inside])


def _from_block(block: Source) -> Statement:
    effect = block.get("effect")
    principals: list[tuple[str, Value]] = []
    for each in block.blocks("principals"):
        kind = _text(each, "type")
        principals += [(kind, one) for one in each.elements("identifiers")]
    conditions = [
        (_text(each, "test"), _text(each, "variable"), each.elements("values"))
        for each in block.blocks("condition")
    ]
    return Statement(
        block.text("sid") or "",
        True if effect is None else _allows(effect),
        block.elements("actions"),
        block.elements("not_actions"),
        block.elements("resources"),
        block.elements("not_resources"),
        principals,
        conditions,
        block.file,
        block.line,
    )


def _text(block: Source, name: str) -> str:
    """An attribute as text, empty when it is not known."""
    return block.text(name) or ""


def _parsed(text: str | Text) -> Value:
    """What a text of JSON says; its parts that are not known stay what they are."""
    holes: list[Pointer | Unknown] = []
    written = ""
    for part in (text,) if isinstance(text, str) else text.parts:
        if isinstance(part, str):
            written += part
        else:
            written += f"\x01{len(holes)}\x02"
            holes.append(part)
    try:
        # A part that stands alone, as for a list, is no JSON yet: make it a text.
        content = json.loads(_ALONE.sub('"\x01\\1\x02"', written), strict=False)
    except ValueError:
        return templates.unknown(*holes) if holes else Unknown("text that is no JSON")
    return _filled(content, holes)


def _filled(content: Any, holes: list[Pointer | Unknown]) -> Value:
    if isinstance(content, dict):
        return Fields({str(key): _filled(each, holes) for key, each in content.items()})
    if isinstance(content, list):
        return [_filled(each, holes) for each in content]
    if not isinstance(content, str) or "\x01" not in content:
        return functions.decoded(content)
    parts: list[str | Pointer | Unknown] = []
    for at, piece in enumerate(_HOLE.split(content)):
        if at % 2:
            parts.append(holes[int(piece)])
        elif piece:
            parts.append(piece)
    if len(parts) == 1 and not isinstance(parts[0], str):
        return parts[0]
    return Text(tuple(parts))
