"""Whether the controls that the answers ask for are in a repository's code as it is now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from tfdr.controls import catalogue
from tfdr.controls.catalogue import Control
from tfdr.controls.evidence import NAME, Entry, Evidence
from tfdr.controls.reference.compared import Compared, compare
from tfdr.controls.reference.difference import Difference
from tfdr.controls.reference.rendered import MANIFEST, Reference, applied
from tfdr.controls.reference.second import undoes
from tfdr.controls.registry import Check, checks
from tfdr.controls.roots import Root, root_of, without_keys
from tfdr.evaluate import Resource, System, Truth
from tfdr.project import Finding, Project, relative
from tfdr.rules import FAIL, PASS, UNKNOWN, Verdict
from tfdr.rules.registry import registered

NOT_HERE: Final = "NOT HERE"
"""The verdict of a control that these answers give nothing to apply to."""

_BY_HAND: Final = "`tfdr diff` shows what was changed by hand"


@dataclass(slots=True)
class Held:
    """What became of one control.

    Attributes:
        findings: what is wrong with it.
        unknown: what cannot be known of it without a plan, or what nobody judged.
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

    def unknown(self) -> list[Finding]:
        """All that cannot be known, or that nobody judged."""
        return [each for held in self.held for each in held.unknown]


def verify(
    project: Project, evidence: Evidence, systems: list[System], reference: Reference
) -> Controls:
    """Compare what the answers of a repository ask for with its code.

    Args:
        project: the repository.
        evidence: its controls.json.
        systems: its root modules, evaluated with values that a person named; without any, the
            values are those of the first environment.
        reference: what its answers come to, which decides what is expected.
    """
    as_applied = [root_of(project, each) for each in applied(project, reference.environment)]
    roots = [root_of(project, each) for each in systems] or as_applied
    found = Controls(evidence)
    found.about += _about(evidence, reference)
    asked = catalogue.controls(reference.evidence.level)
    compared = compare(reference, as_applied)
    for id_, entry in reference.evidence.controls.items():
        judge = _Judge(Held(entry), asked[id_], evidence, roots, reference)
        found.held.append(judge.held)
        if entry.addresses or not asked[id_].may_be_left_out:
            judge.by_check(checks().get(id_))
            judge.by_rules()
            judge.by_comparison(compared)
        judge.said()
    return found


def _about(evidence: Evidence, reference: Reference) -> Iterator[Finding]:
    wanted = reference.evidence.level
    if wanted != evidence.level:
        message = f"says {evidence.level}, and {MANIFEST} says {wanted}"
        fix = f"Change the level with `tfdr update --data compliance_level={wanted}`."
        yield Finding("CONTROLS", NAME, 1, "", message, fix)
    for id_, entry in evidence.controls.items():
        if id_ not in reference.evidence.controls:
            message = f"the answers in {MANIFEST} ask for no such control: {entry.title}"
            yield Finding(id_, NAME, evidence.line_of(id_), "", message, f"Remove it; {_BY_HAND}.")


def _failing(id_: str, roots: Iterable[Root]) -> list[tuple[Root, Verdict]]:
    check = registered()[id_].check
    return [
        (root, verdict)
        for root in roots
        for verdict in (check(root.system) if check else ())
        if verdict.outcome == FAIL
    ]


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges one control."""

    held: Held
    control: Control
    evidence: Evidence
    roots: list[Root]
    reference: Reference

    def by_check(self, check: Check | None) -> None:
        """What the control itself asks for; those about recovery ask it of rules alone."""
        numbers = catalogue.levels()[self.reference.evidence.level]
        judged: set[str] = set()
        for root in self.roots:
            for verdict in _verdicts(check, root.system, numbers) if check else ():
                judged.add(root.prefix + without_keys(verdict.address))
                self._take(verdict, root)
        there = frozenset(address for root in self.roots for address in root.addresses)
        for address in self.held.entry.addresses:
            if address not in (judged if check else there):
                message = "is no longer what it was" if address in there else "is gone"
                self._missing(address, address, False, message)

    def by_rules(self) -> None:
        """What rules say, without which the control has no effect."""
        for id_ in self.control.rules:
            failing = _failing(id_, self.roots)
            # What nobody asked for, the answers do not come to either, and the code waives.
            wanted = self.reference.roots if failing else []
            as_answered = {root.prefix + each.address for root, each in _failing(id_, wanted)}
            for root, verdict in failing:
                if root.prefix + verdict.address not in as_answered:
                    self._take(verdict, root, f" ({id_})")

    def by_comparison(self, compared: Compared) -> None:
        """What is not as the answers have it."""
        told = {each.address for each in self.held.findings}
        for bare in self._scope(compared):
            for place, difference in compared.changed(bare):
                address = place.root.prefix + place.resource.address
                if difference.holds is not True and address not in told:
                    self._different(place.root, place.resource, difference)
            for address, certain in compared.gone(bare):
                if bare not in told:
                    message = (
                        "is gone"
                        if certain is False
                        else "may be gone: how often it is made cannot be known"
                    )
                    self._missing(bare, address, certain, message)
        for place in compared.added():
            attribute = self.control.undone_by.get(place.resource.type)
            if attribute is not None and (found := undoes(place, attribute, compared)):
                self._different(place.root, place.resource, found)

    def said(self) -> None:
        """Whether controls.json says what the answers come to."""
        entry, said = self.held.entry, self.evidence.controls.get(self.held.entry.id)
        if said == entry:
            return
        to = self.held.findings if self.reference.is_current else self.held.unknown
        if said is None:
            message = f"is not in {NAME}, and {self.reference.evidence.level} asks for it"
            message = f"{message}: {entry.title}"
            fix = f"`tfdr update` adds what a newer version has; {_BY_HAND}."
            to.append(Finding(entry.id, NAME, 1, "", message, fix))
            return
        lacks = [each for each in entry.addresses if each not in said.addresses]
        more = [each for each in said.addresses if each not in entry.addresses]
        what = f"does not name {lacks[0]}" if lacks else f"names {more[0]}" if more else ""
        message = f"{what or 'says something else'}, which is not what the answers come to"
        to.append(self._finding("", f"{NAME} {message}", f"Restore {NAME}; {_BY_HAND}."))

    def _scope(self, compared: Compared) -> list[str]:
        """The addresses that the control rests on."""
        own = self.held.entry.addresses
        more = [
            each
            for each in compared.wanted
            if any(fnmatchcase(each, pattern) for pattern in self.control.rests_on)
        ]
        return list(dict.fromkeys([*own, *more]))

    def _take(self, verdict: Verdict, root: Root, by: str = "") -> None:
        if verdict.outcome == PASS:
            return
        certain = verdict.outcome == FAIL and root.system.is_complete
        file = relative(verdict.file, root.system.top) if verdict.line else ""
        address = root.prefix + verdict.address if verdict.address else ""
        self._add(certain, address, file, verdict.line, verdict.message + by)

    def _different(self, root: Root, resource: Resource, difference: Difference) -> None:
        certain = difference.holds is False and self.reference.is_current
        file = relative(resource.file, root.system.top)
        line = resource.line_of(difference.at) if difference.at else resource.line
        address = root.prefix + resource.address
        self._add(certain and root.system.is_complete, address, file, line, difference.message)

    def _missing(self, bare: str, address: str, certain: Truth, message: str) -> None:
        sure = certain is False and self.reference.is_current and not self._may_be_there(bare)
        line = self.evidence.line_of(self.held.entry.id, bare)
        self._add(sure, address, NAME, line, message)

    def _may_be_there(self, address: str) -> bool:
        """Whether it may be in a file that could not be read, or in a module that is not here."""
        return any(
            not root.system.is_complete
            or address.startswith(
                tuple(f"{root.prefix}{without_keys(each)}." for each in root.system.not_followed)
            )
            for root in self.roots
        )

    def _add(self, certain: bool, address: str, file: str, line: int, message: str) -> None:
        entry = self.held.entry
        to = self.held.findings if certain else self.held.unknown
        if entry.requirements:
            message = f"{message} ({entry.asked_by})"
        fix = f"Restore {entry.satisfied_by}; {_BY_HAND}."
        to.append(Finding(entry.id, file, line, address, message, fix))

    def _finding(self, address: str, message: str, fix: str) -> Finding:
        line = self.evidence.line_of(self.held.entry.id, address)
        return Finding(self.held.entry.id, NAME, line, address, message, fix)


def _verdicts(check: Check, system: System, numbers: catalogue.Numbers) -> Iterator[Verdict]:
    try:
        yield from check(system, numbers)
    except Exception as error:  # one check that is wrong must not end the others
        message = f"the check itself failed: {type(error).__name__}: {error}"
        yield Verdict(UNKNOWN, "", system.directory, 0, message)
