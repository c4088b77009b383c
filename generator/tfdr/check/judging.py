"""Runs the rules over every root and puts their verdicts together with waivers."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from tfdr import hcl
from tfdr.check.settings import ALL, Settings
from tfdr.check.waivers import Waiver, find, names
from tfdr.errors import TfdrError
from tfdr.evaluate import Joined, System
from tfdr.evaluate.joining import Group, groups, places_of
from tfdr.messages import nearest
from tfdr.project import Finding, Project, relative
from tfdr.rules import FAIL, INFO, PASS, UNKNOWN, WARNING, Rule, Verdict
from tfdr.rules.registry import chosen, registered

WAIVED: Final = "WAIVED"
WAIVER: Final = "WAIVER"
"""The id of findings about waivers themselves."""
_ASIDE: Final = frozenset(
    {
        *("example", "examples", "sample", "samples", "fixture", "fixtures"),
        *("test", "tests", "testdata"),
        *(".terragrunt-cache", "cdktf.out", "node_modules", "vendor"),
    }
)
_GIVEN_UP: Final = frozenset({"archive", "archived", "attic", "deprecated", "mixins", "obsolete"})
"""Directories of what nobody runs as it is: it was given up, or is copied elsewhere first."""
_WORST: Final = (FAIL, UNKNOWN, PASS)


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict of a rule, and the waiver that makes it not count."""

    rule: Rule
    verdict: Verdict
    waiver: Waiver | None = None

    @property
    def outcome(self) -> str:
        """PASS, FAIL, UNKNOWN, or WAIVED for one of the last two."""
        return WAIVED if self.waiver else self.verdict.outcome


@dataclass(slots=True)
class Report:
    """What the rules say.

    Attributes:
        systems: what was judged: each root module by itself, or with those that belong to it.
        aside: what no rule judges: examples, tests, and modules that nothing calls.
        rules: those that ran, in order.
        judged: all verdicts, by rule, file and line; those of earlier layers too.
        waivers: all that were found.
        about_waivers: what is wrong with them.
        by_system: the verdicts of the rules about each of the systems.
    """

    root: Path
    systems: list[System] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    about_waivers: list[Finding] = field(default_factory=list)
    aside: list[Path] = field(default_factory=list)
    by_system: list[list[Judged]] = field(default_factory=list)

    @property
    def roots(self) -> list[System]:
        """Each root module, as it was evaluated."""
        return [root for system in self.systems for root in system.roots]

    @property
    def works(self) -> list[System]:
        """The systems that run something, or consist of several roots."""
        return [each for each in self.systems if each.is_workload or len(each.roots) > 1]

    def without_subject(self) -> list[Rule]:
        """The rules that had nothing to judge."""
        several = [self.judged, *self.by_system]
        judged = {each.rule.id for one in several for each in one}
        return [each for each in self.rules if each.check and each.id not in judged]

    def of(self, *outcomes: str) -> list[Judged]:
        """The verdicts with these outcomes."""
        return [each for each in self.judged if each.outcome in outcomes]

    def counts(self) -> dict[str, Counter[str]]:
        """How many verdicts of each outcome there are, by rule."""
        found: dict[str, Counter[str]] = {rule.id: Counter() for rule in self.rules}
        for each in self.judged:
            found[each.rule.id][each.outcome] += 1
        return found

    def findings(self) -> list[Finding]:
        """What fails, but for what earlier layers report, and what is wrong with waivers."""
        own = [each for each in self.of(FAIL) if each.rule.check is not None]
        return [*(self.finding(each) for each in own), *self.about_waivers]

    def finding(self, judged: Judged) -> Finding:
        """A verdict as a finding."""
        verdict = judged.verdict
        place = relative(verdict.file, self.root)
        file = "" if place == "." else place
        fix = verdict.fix or judged.rule.fix
        return Finding(
            judged.rule.id,
            file,
            verdict.line,
            verdict.address,
            verdict.message,
            fix,
            judged.rule.severity,
        )


@dataclass(slots=True)
class Earlier:
    """What earlier layers say of rules, which a person chooses and waives like the others.

    Attributes:
        rules: those that count, by id; all rules, whoever checks them.
        waivers: all that were found.
        settings: what a person chose.
        judged: what fails, is waived or cannot be known.
        ran: the ids of rules that were checked.
        partly: those of them that could not be checked everywhere.
    """

    root: Path
    rules: dict[str, Rule]
    waivers: list[Waiver]
    settings: Settings
    judged: list[Judged] = field(default_factory=list)
    ran: set[str] = field(default_factory=set)
    partly: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, project: Project, settings: Settings) -> "Earlier":
        """Before any layer has run."""
        rules = {
            id_: rule
            for id_, rule in chosen(settings.select, settings.ignore).items()
            if settings.takes(rule)
        }
        return cls(project.root, rules, find(project.tree), settings)

    def counting(self, found: list[Finding]) -> list[Finding]:
        """Those of rules that count and are not waived, and grave ones of no rule."""
        kept: list[Finding] = []
        for each in found:
            if self.settings.profile != ALL and not _GIVEN_UP.isdisjoint(Path(each.file).parts):
                continue
            rule = self.rules.get(each.id)
            if rule is not None:
                if each.severity == INFO and self.settings.profile != ALL:
                    continue
                judged = self._judge(rule, FAIL, each)
                if judged.waiver is None:
                    graver = each.severity != WARNING
                    kept.append(replace(each, severity=rule.severity) if graver else each)
            elif each.id not in registered() and self.settings.counts(each.severity):
                kept.append(each)
        return kept

    def doubt(self, found: list[Finding], id_: str) -> None:
        """Take findings for what cannot be known, of the rule of an id, where that one counts."""
        if rule := self.rules.get(id_):
            for each in found:
                self._judge(rule, UNKNOWN, each)

    def _judge(self, rule: Rule, outcome: str, found: Finding) -> Judged:
        said = (found.address, self.root / found.file, found.line, found.message, found.fix)
        judged = _waived(Judged(rule, Verdict(outcome, *said)), self.waivers)
        self.judged.append(judged)
        return judged


def judge(project: Project, settings: Settings, earlier: Earlier | None = None) -> Report:
    """Run the rules that a person chose.

    Raises:
        TfdrError: a file of variables cannot be read.
    """
    earlier = earlier or Earlier.of(project, settings)
    can_run = bool(project.tree.texts)
    rules = [
        rule
        for rule in earlier.rules.values()
        if rule.id in earlier.ran or (rule.check is not None and can_run)
    ]
    report = Report(project.root, _evaluated(project, settings), rules)
    report.aside = judged_roots(project)[1]
    found: dict[tuple[str, str, Path, int], Judged] = {}
    of: list[set[tuple[str, str, Path, int]]] = []
    for system in report.systems:
        of.append(set())
        said: set[str] = set()
        for rule in sorted(rules, key=lambda each: bool(each.said_by)):
            if rule.said_by in said and settings.profile != ALL and rule.id not in settings.select:
                continue
            for part in system.roots if rule.of_root else [system]:
                for verdict in _verdicts(rule, part):
                    if not settings.concerns(verdict, rule):
                        continue
                    if verdict.outcome == FAIL:
                        said.add(rule.id)
                    key = (rule.id, verdict.address, verdict.file, verdict.line)
                    of[-1].add(key)
                    before = found.get(key)
                    if before is None or _worse(verdict, before.verdict):
                        found[key] = Judged(rule, verdict)
    report.waivers = earlier.waivers
    order = {rule.id: at for at, rule in enumerate(rules)}
    waived = {key: _waived(each, report.waivers) for key, each in found.items()}
    report.by_system = [[waived[key] for key in keys] for keys in of]
    told = [each for each in waived.values() if settings.tells(each.verdict, each.rule)]
    report.judged = sorted(
        [*earlier.judged, *(told if settings.profile == ALL else _collapsed(told))],
        key=lambda each: (order[each.rule.id], each.verdict.file, each.verdict.line),
    )
    report.about_waivers = list(_about(report, set(order) - earlier.partly))
    return report


def _collapsed(judged: list[Judged]) -> Iterator[Judged]:
    """Those that fail, with one for all instances of a block, and one for all roots alike.

    What is wrong with a module is wrong with each call of it, and mended in one place.
    """
    alike: dict[tuple[object, ...], list[Judged]] = {}
    for each in judged:
        verdict = each.verdict
        if each.outcome not in (FAIL, UNKNOWN):
            yield each
            continue
        block = verdict.block
        is_of_root = _is_of_root(each)
        place = () if is_of_root else (verdict.file, verdict.line, id(block or each))
        said = "" if each.outcome == UNKNOWN and place else verdict.message
        key = (each.rule.id, each.outcome, said, is_of_root, *place)
        alike.setdefault(key, []).append(each)
    for first, *others in alike.values():
        if others:
            many = len(others)
            roots = f"so it is in {many} more root{'s' * (many > 1)}"
            more = roots if _is_of_root(first) else f"and {many} more of its kind"
            message = f"{first.verdict.message} ({more})"
            yield replace(first, verdict=replace(first.verdict, message=message))
        else:
            yield first


def _is_of_root(judged: Judged) -> bool:
    """Whether it is about a whole root: that it lacks something, on no line."""
    return judged.rule.of_root and not judged.verdict.line


def _evaluated(project: Project, settings: Settings) -> list[System]:
    where = settings.var_files_from
    named = [_variables(project.root, name, where) for name in settings.var_files]
    roots, _ = judged_roots(project)
    alone = {root: System(project, root, named) for root in roots}
    return [
        _joined(group, project, named) if len(group.roots) > 1 else alone[group.roots[0]]
        for group in _groups(list(alone.values()), settings)
    ]


def judged_roots(project: Project) -> tuple[list[Path], list[Path]]:
    """The roots that are judged, and what is beside them: examples, tests, uncalled modules."""
    aside = [each for each in project.roots if _is_aside(project, each)]
    judged = [each for each in project.roots if each not in aside]
    return (judged, aside) if judged else (aside, [])


def _is_aside(project: Project, directory: Path) -> bool:
    parts = Path(relative(directory, project.root)).parts
    return not (_ASIDE | _GIVEN_UP).isdisjoint(parts) or project.is_library(directory)


def _joined(group: Group, project: Project, named: list[hcl.File]) -> Joined:
    roots = [System(project, each, named, group.places.get(each, "")) for each in group.roots]
    return Joined(roots, group.why, group.name)


def _groups(systems: list[System], settings: Settings) -> list[Group]:
    """What the settings say of systems; where they say nothing, what the code does."""
    if not settings.systems:
        return groups(systems)
    top, known = systems[0].top, {each.directory for each in systems}
    found: list[Group] = []
    for said in settings.systems:
        roots = [_root(top, name, known, settings.origin) for name in said.roots]
        places = {each: place for each in roots if (place := places_of(each, top))}
        found.append(Group(roots, places, f"{settings.origin} says so", said.name))
    named = {root for group in found for root in group.roots}
    return [*found, *groups([each for each in systems if each.directory not in named])]


def _root(top: Path, name: str, known: set[Path], origin: str) -> Path:
    directory = Path(os.path.normpath(top / name))
    if directory not in known:
        names = sorted(relative(each, top) for each in known)
        near = nearest(name, names)
        right = f"did you mean {near}?" if near else f"roots are: {', '.join(names[:5])}"
        raise TfdrError(f"{origin}: system: roots: {name[:80]} is no root of Terraform; {right}")
    return directory


def _variables(root: Path, name: str, where: str) -> hcl.File:
    for path in (Path(name), root / name):
        if path.is_file():
            return hcl.read_file(path)
    raise TfdrError(f"{where} {name}: there is no such file, here or in {root}")


def _verdicts(rule: Rule, system: System) -> Iterator[Verdict]:
    if rule.check is None:
        return
    try:
        for verdict in rule.check(system):
            yield _careful(verdict, rule, system)
    except Exception as error:  # one rule that is wrong must not end the others
        message = f"the rule itself failed: {type(error).__name__}: {error}"
        yield Verdict(UNKNOWN, "", system.directory, 0, message)


def _careful(verdict: Verdict, rule: Rule, system: System) -> Verdict:
    """Where a file could not be read, what seems to be missing may be in it."""
    if verdict.outcome != FAIL or rule.is_local or system.is_complete:
        return verdict
    message = f"a file could not be read that may say otherwise: {verdict.message}"
    return Verdict(UNKNOWN, verdict.address, verdict.file, verdict.line, message, "", verdict.block)


def _worse(one: Verdict, other: Verdict) -> bool:
    return _WORST.index(one.outcome) < _WORST.index(other.outcome)


def _waived(judged: Judged, waivers: Iterable[Waiver]) -> Judged:
    verdict = judged.verdict
    if verdict.outcome == PASS:
        return judged
    for waiver in waivers:
        if waiver.waives(judged.rule.id) and _covers(waiver, verdict):
            waiver.used[judged.rule.id] = waiver.used.get(judged.rule.id, 0) + 1
            return Judged(judged.rule, verdict, waiver)
    return judged


def _covers(waiver: Waiver, verdict: Verdict) -> bool:
    block = verdict.block
    if block is not None and waiver.file == block.file and block.line in waiver.covers:
        return True
    return waiver.file == verdict.file and verdict.line in waiver.covers


def _about(report: Report, ran: set[str]) -> Iterator[Finding]:
    """What is wrong with waivers; `ran` are the rules of which all is known."""
    for waiver in report.waivers:
        file = relative(waiver.file, report.root)

        def finding(message: str, fix: str, file: str = file, line: int = waiver.line) -> Finding:
            return Finding(WAIVER, file, line, "", message, fix)

        if not waiver.ids:
            yield finding("this waiver names no rule", "Write # tfdr:ignore RULE reason.")
        elif not waiver.reason:
            ids = ",".join(waiver.ids)
            yield finding(
                f"the waiver of {ids} gives no reason, so it does not count",
                f"Write # tfdr:ignore {ids} and why.",
            )
        for id_ in waiver.ids if waiver.reason else ():
            of_it = [each for each in registered() if names(id_, each)]
            if not of_it:
                near = nearest(id_, registered())
                yield finding(f"there is no rule {id_}", f"Did you mean {near}?" if near else "")
            elif ran.issuperset(of_it) and not waiver.used.keys() & set(of_it):
                yield finding(f"nothing here violates {id_}: the waiver is not used", "Remove it.")
