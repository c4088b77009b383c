"""Whether the controls that a repository says it holds are in its code as it is now."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tfdr.controls import catalogue
from tfdr.controls.evidence import NAME, Entry, Evidence
from tfdr.controls.registry import Check, checks
from tfdr.evaluate import System
from tfdr.project import Finding, Project, relative
from tfdr.rules import FAIL, PASS, UNKNOWN, Verdict

NOT_HERE: Final = "NOT HERE"
"""The verdict of a control that these answers give nothing to apply to."""

_KEYS: Final = re.compile(r"\[(?:\*|\d+|\"(?:[^\"\\]|\\.)*\")\]")
_BY_HAND: Final = "`tfdr diff` shows what was changed by hand"


@dataclass(slots=True)
class Held:
    """What became of one control.

    Attributes:
        findings: what is wrong with it.
        unknown: what cannot be known of it without a plan.
    """

    entry: Entry
    findings: list[Finding] = field(default_factory=list)
    unknown: list[Finding] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """FAIL, UNKNOWN, NOT HERE or PASS."""
        if self.findings:
            return FAIL
        if self.unknown:
            return UNKNOWN
        return PASS if self.entry.addresses else NOT_HERE


@dataclass(slots=True)
class Controls:
    """What became of all of them.

    Attributes:
        about: what is wrong with controls.json itself.
    """

    evidence: Evidence
    held: list[Held] = field(default_factory=list)
    about: list[Finding] = field(default_factory=list)

    def of(self, verdict: str) -> list[Held]:
        """Those with a verdict."""
        return [each for each in self.held if each.verdict == verdict]

    def findings(self) -> list[Finding]:
        """All that is wrong."""
        return [*self.about, *(each for held in self.held for each in held.findings)]


@dataclass(frozen=True, slots=True)
class Root:
    """A root module.

    Attributes:
        prefix: what addresses in it begin with: its directory, but for that at the top.
        addresses: of all resources in it.
    """

    prefix: str
    system: System
    addresses: frozenset[str]


def verify(project: Project, evidence: Evidence, systems: list[System]) -> Controls:
    """Compare what a repository says of itself with its code.

    Args:
        project: the repository.
        evidence: its controls.json.
        systems: its root modules, evaluated.
    """
    roots = [root_of(project, each) for each in systems]
    asked = catalogue.controls(evidence.level)
    found = Controls(evidence)
    found.about += _about(project, evidence)
    for id_, entry in evidence.controls.items():
        held = Held(entry)
        found.held.append(held)
        if id_ not in asked:
            message = f"this tfdr knows no such control at the level {evidence.level}"
            held.unknown.append(_finding(evidence, entry, "", message, "Update the repository."))
        elif entry.addresses or not asked[id_].may_be_left_out:
            _judge(held, evidence, roots, checks()[id_])
    return found


def root_of(project: Project, system: System) -> Root:
    """What addresses in a root module begin with, and which there are."""
    where = relative(system.directory, project.root)
    prefix = "" if where == "." else f"{where}/"
    addresses = frozenset(prefix + without_keys(each.address) for each in system.resources())
    return Root(prefix, system, addresses)


def without_keys(address: str) -> str:
    """The address of a resource, which stands for all instances of it."""
    return _KEYS.sub("", address)


def _about(project: Project, evidence: Evidence) -> Iterator[Finding]:
    for id_, control in catalogue.controls(evidence.level).items():
        if id_ not in evidence.controls:
            message = f"is not in {NAME}, and {evidence.level} asks for it: {control.title}"
            fix = f"`tfdr update` adds what a newer version has; {_BY_HAND}."
            yield Finding(id_, NAME, 1, "", message, fix)
    recorded = _recorded_level(project.root)
    if recorded is not None and recorded != evidence.level:
        message = f"says {evidence.level}, and tfdr.json says {recorded}"
        fix = f"Change the level with `tfdr update --data compliance_level={recorded}`."
        yield Finding("CONTROLS", NAME, 1, "", message, fix)


def _recorded_level(root: Path) -> str | None:
    """The level that the repository was generated with."""
    try:
        manifest = json.loads((root / "tfdr.json").read_text(encoding="utf-8"))
        level = manifest["answers"]["compliance_level"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return level if isinstance(level, str) else None


def _judge(held: Held, evidence: Evidence, roots: list[Root], check: Check) -> None:
    entry = held.entry
    numbers = catalogue.levels()[evidence.level]
    judged: set[str] = set()
    for root in roots:
        for verdict in _verdicts(check, root.system, numbers):
            judged.add(root.prefix + without_keys(verdict.address))
            if verdict.outcome != PASS:
                certain = verdict.outcome == FAIL and root.system.is_complete
                to = held.findings if certain else held.unknown
                to.append(_from_verdict(verdict, root, entry))
    there = frozenset(address for root in roots for address in root.addresses)
    for address in entry.addresses:
        if address not in judged:
            message = "is no longer what it was" if address in there else "is gone"
            to = held.unknown if _may_be_there(address, roots) else held.findings
            to.append(_finding(evidence, entry, address, message, _fix(entry)))


def _may_be_there(address: str, roots: list[Root]) -> bool:
    """Whether it may be in a file that could not be read, or in a module that is not here."""
    return any(
        not root.system.is_complete
        or address.startswith(
            tuple(f"{root.prefix}{without_keys(each)}." for each in root.system.not_followed)
        )
        for root in roots
    )


def _verdicts(check: Check, system: System, numbers: catalogue.Numbers) -> Iterator[Verdict]:
    try:
        yield from check(system, numbers)
    except Exception as error:  # one check that is wrong must not end the others
        message = f"the check itself failed: {type(error).__name__}: {error}"
        yield Verdict(UNKNOWN, "", system.directory, 0, message)


def _from_verdict(verdict: Verdict, root: Root, entry: Entry) -> Finding:
    file = relative(verdict.file, root.system.top) if verdict.line else ""
    address = root.prefix + verdict.address if verdict.address else ""
    message = _asked(verdict.message, entry)
    return Finding(entry.id, file, verdict.line, address, message, _fix(entry))


def _finding(evidence: Evidence, entry: Entry, address: str, message: str, fix: str) -> Finding:
    line = evidence.line_of(entry.id, address)
    return Finding(entry.id, NAME, line, address, _asked(message, entry), fix)


def _asked(message: str, entry: Entry) -> str:
    return f"{message} ({entry.asked_by})" if entry.requirements else message


def _fix(entry: Entry) -> str:
    return f"Restore {entry.satisfied_by}; {_BY_HAND}."
