"""Reads an extract of a provider's schema, type by type, when one is asked for.

An extract is compressed text. After a comment and a line for each version, type and provider
(`resource aws_vpc 17`), an empty line, then one body a line, counted from 0. A body is a list of
words: `-` first when all of it is deprecated; then attributes such as `?cidr_block:s` (its mode,
name and type, see `types`, with `-` before it when it is deprecated) and blocks such as
`%ingress:set:0:1:12` (name, mode, least, most, and the line of its body). Equal bodies are
written once.
"""

import gzip
from functools import cache, partial
from pathlib import Path

from tfdr.provider import history
from tfdr.provider.types import Argument, Body, Nested

FIVE, SIX = "5.100", "6.69"
"""The versions of which there is an extract: the last of 5, and the newest of 6 that is known."""
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


class Earlier(Schema):
    """The schema of a version of 6 before the newest that is known.

    Args:
        newest: that one's.
        version: which, such as 6.30.
    """

    def __init__(self, newest: Schema, version: str) -> None:
        self._newest, self._version = newest, version
        self._history = history.load()

    def types(self, kind: str) -> dict[str, int]:
        """The types of a kind: `resource`, `data`, `ephemeral` or `provider`."""
        return {
            type_: number
            for type_, number in self._newest.types(kind).items()
            if self._history.is_there(f"{kind} {type_}", self._version)
        }

    def body(self, kind: str, type_: str) -> Body | None:
        """What a type takes and gives, or None when there is no such type."""
        path, newest = f"{kind} {type_}", self._newest.body(kind, type_)
        if newest is None or not self._history.is_there(path, self._version):
            return None
        return self._history.body(path, newest, self._version)


def path(version: str) -> Path:
    """Where the extract of a version is."""
    return FOLDER / f"aws-{version}.txt.gz"


@cache
def load(version: str) -> Schema:
    """The schema of a version of the AWS provider: `FIVE`, `SIX` or one between 6.0 and that.

    Where the history does not know something of a version, it is taken to be there.
    """
    if version not in (FIVE, SIX):
        return Earlier(load(SIX), version)
    return Schema(gzip.decompress(path(version).read_bytes()).decode())
