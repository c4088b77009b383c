"""Reads an extract of a provider's schema, type by type, when one is asked for.

An extract is compressed text. After a comment and a line for each version, type and provider
(`resource aws_vpc 17`), an empty line, then one body a line, counted from 0. A body is a list of
words: `-` first when all of it is deprecated; then attributes such as `?cidr_block:s` (its mode,
name and type, see `types`, with `-` before it when it is deprecated) and blocks such as
`%ingress:set:0:1:12` (name, mode, least, most, and the line of its body). Equal bodies are
written once.
"""

import gzip
from functools import cache, cached_property, partial
from pathlib import Path

from tfdr.provider.types import Argument, Body, Nested

FIVE, SIX = "5.100", "6.25"
FOLDER = Path(__file__).parent


class Schema:
    """The schema of one version of the provider.

    Args:
        text: the extract.
    """

    def __init__(self, text: str) -> None:
        head, bodies = text.split("\n\n", 1)
        self._lines = bodies.split("\n")
        self._bodies: dict[int, Body] = {}
        self._at: dict[str, dict[str, int]] = {}
        for line in head.split("\n"):
            if not line.startswith("#"):
                kind, name, number = line.split(" ")
                self._at.setdefault(kind, {})[name] = int(number)

    def types(self, kind: str) -> dict[str, int]:
        """The types of a kind: `resource`, `data`, `ephemeral` or `provider`."""
        return self._at.get(kind, {})

    def body(self, kind: str, type_: str) -> Body | None:
        """What a type takes and gives, or None when there is no such type."""
        number = self.types(kind).get(type_)
        return None if number is None else self._body(number)

    @cached_property
    def deprecated(self) -> frozenset[tuple[str, str]]:
        """The kinds and types that are deprecated."""
        return frozenset(
            (kind, type_)
            for kind, types in self._at.items()
            for type_, number in types.items()
            if self._lines[number].split(" ", 1)[0] == "-"
        )

    def _body(self, number: int) -> Body:
        if number not in self._bodies:
            self._bodies[number] = self._parsed(self._lines[number])
        return self._bodies[number]

    def _parsed(self, line: str) -> Body:
        arguments: dict[str, Argument] = {}
        blocks: dict[str, Nested] = {}
        words = line.split(" ") if line else []
        for word in words:
            if word[0] == "%":
                name, mode, least, most, number = word[1:].split(":")
                read = partial(self._body, int(number))
                blocks[name] = Nested(name, mode, int(least), int(most), read)
            elif word != "-":
                bare = word.removeprefix("-")
                name, written = bare[1:].split(":", 1)
                arguments[name] = Argument(name, bare[0], written, bare is not word)
        return Body(arguments, blocks, words[:1] == ["-"])


def path(version: str) -> Path:
    """Where the extract of a version is."""
    return FOLDER / f"aws-{version}.txt.gz"


@cache
def load(version: str) -> Schema:
    """The schema of a version of the AWS provider: `FIVE` or `SIX`."""
    return Schema(gzip.decompress(path(version).read_bytes()).decode())
