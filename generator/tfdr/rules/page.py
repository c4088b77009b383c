"""The page of a rule: its documentation, its examples and its cases, in Markdown.

It lies beside the rule's code and is the only home of all three:

    # FO06D: A function may write to its dead-letter queue

    Severity: error

    ## Why
    ## Fix
    ## Source
    ## Fails
    ## Passes
    ## Unknown: the action is a variable

A section that begins with Fails, Passes or Unknown is a case: a directory of Terraform, written as
one fenced block for each file. The line before a block names its file, as "`queue/main.tf`:";
without one it is `main.tf`. A comment marks each line of which the rule says that something is
wrong: `# FAIL ADDRESS`, or `# UNKNOWN ADDRESS`; `# FAIL *` means the whole system. The first case
that fails and the first that passes are the examples that `tfdr explain` shows.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

FAILS: Final = "Fails"
PASSES: Final = "Passes"
UNKNOWN: Final = "Unknown"
MAIN: Final = "main.tf"
MARK: Final = re.compile(r"[ \t]*# (FAIL|UNKNOWN) (.+)")

_TITLE: Final = re.compile(r"# (\w+): (\S.*)")
_SEVERITY: Final = re.compile(r"Severity: (\w+)")
_SECTION: Final = re.compile(r"## (\S.*)")
_CASE: Final = re.compile(rf"({FAILS}|{PASSES}|{UNKNOWN})(?:: (\S.*))?")
_FILE: Final = re.compile(r"`([^`]+)`:")
_FENCE: Final = re.compile(r"(`{3,})\w*")
_PROSE: Final = ("Why", "Fix", "Source")

# Most cases are of two regions. The providers of these are written once, and joined to what refers
# to them without saying which they are.
_PROVIDERS: Final = Path(__file__).with_name("providers.tf")
_REFERS: Final = re.compile(r"\baws\.(?:primary|dr)\b")
_DECLARES: Final = re.compile(r'^provider "aws"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One file of a case.

    Attributes:
        path: where it lies in the case's directory. What is in `lambda/orders.zip/orders.py` is a
            member of the zip file `lambda/orders.zip`.
        text: what it holds, with marks.
        line: that of the page on which the text begins.
    """

    path: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    """A directory of Terraform, and by its marks what the rule says of it.

    Attributes:
        kind: `FAILS`, `PASSES` or `UNKNOWN`: what its marks are.
        name: what it is about; empty for an example.
        line: that of its heading in the page.
    """

    kind: str
    name: str
    line: int
    blocks: tuple[Block, ...]

    @property
    def heading(self) -> str:
        """What its heading says."""
        return f"{self.kind}: {self.name}" if self.name else self.kind

    def files(self) -> tuple[Block, ...]:
        """Its files, with the providers that `main.tf` needs."""
        return tuple(map(_with_providers, self.blocks))

    def example(self) -> str:
        """The text of its `main.tf` without marks."""
        main = next(each.text for each in self.files() if each.path == MAIN)
        return "".join(f"{MARK.sub('', line)}\n" for line in main.splitlines())


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says.

    Attributes:
        id: of the rule.
        title: what must hold, in one sentence without a full stop.
        severity: that of the rule.
        why: what happens otherwise, to whom.
        fix: what to do about it.
        source: where that is written: a URL, or the id of a requirement or control.
        cases: at least one of each kind; the first that fails or passes is an example.
    """

    id: str
    title: str
    severity: str
    why: str
    fix: str
    source: str
    cases: tuple[Case, ...]

    def first(self, kind: str) -> Case:
        """The first case of a kind."""
        return next(each for each in self.cases if each.kind == kind)


@cache
def read(path: Path) -> Page:
    """Read a page.

    Raises:
        ValueError: it is not written as a page has to be; names its file and line.
    """
    text = path.read_text(encoding="utf-8")
    try:
        return _page(text)
    except _Fault as fault:
        raise ValueError(f"{path}:{fault.line}: {fault.message}") from None


class _Fault(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(slots=True)
class _Section:
    """What is under one heading."""

    heading: str
    line: int
    prose: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.prose).split())


def _page(text: str) -> Page:
    top, *sections = _sections(text.splitlines())
    title = _TITLE.fullmatch(top.heading)
    severity = _SEVERITY.fullmatch(top.text)
    if title is None:
        raise _Fault(1, "the first line has to be `# ID: what must hold`")
    if severity is None:
        raise _Fault(1, "what follows the title has to be `Severity: ` and one")
    names = tuple(each.heading for each in sections[: len(_PROSE)])
    if names != _PROSE:
        raise _Fault(top.line, f"the first sections have to be {', '.join(_PROSE)}")
    why, fix, source = (_prose(each) for each in sections[: len(_PROSE)])
    cases = tuple(map(_case, sections[len(_PROSE) :]))
    return Page(
        title[1],
        title[2],
        severity[1],
        why,
        fix,
        source.removeprefix("Requirement ").strip("<>"),
        cases,
    )


def _sections(lines: list[str]) -> list[_Section]:
    found = [_Section(lines[0] if lines else "", 1)]
    name = MAIN
    ahead = iter(enumerate(lines[1:], 2))
    for number, line in ahead:
        if fence := _FENCE.fullmatch(line):
            found[-1].blocks.append(_block(name, fence[1], number, ahead))
            name = MAIN
        elif named := _FILE.fullmatch(line):
            name = named[1]
        elif heading := _SECTION.fullmatch(line):
            found.append(_Section(heading[1], number))
        else:
            found[-1].prose.append(line)
    return found


def _block(name: str, fence: str, opened: int, ahead: Iterable[tuple[int, str]]) -> Block:
    held: list[str] = []
    for _, line in ahead:
        if line == fence:
            return Block(name, "".join(f"{each}\n" for each in held), opened + 1)
        held.append(line)
    raise _Fault(opened, "this fenced block has no end")


def _prose(section: _Section) -> str:
    if not section.text or section.blocks:
        raise _Fault(section.line, f"{section.heading} has to be a paragraph of text")
    return section.text


def _case(section: _Section) -> Case:
    heading = _CASE.fullmatch(section.heading)
    if heading is None:
        raise _Fault(section.line, f"a case begins with {FAILS}, {PASSES} or {UNKNOWN}")
    names = [each.path for each in section.blocks]
    if MAIN not in names or len(names) != len(set(names)):
        raise _Fault(section.line, f"a case has a block for {MAIN}, and one for each other file")
    return Case(heading[1], heading[2] or "", section.line, tuple(section.blocks))


def _with_providers(block: Block) -> Block:
    if block.path != MAIN or not _REFERS.search(block.text) or _DECLARES.search(block.text):
        return block
    providers = _providers()
    return Block(MAIN, f"{providers}\n{block.text}", block.line - providers.count("\n") - 1)


@cache
def _providers() -> str:
    return _PROVIDERS.read_text(encoding="utf-8")
