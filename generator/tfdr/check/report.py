"""The result of a check, for people."""

import os
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tfdr.check import survival
from tfdr.check.harm import by_rule
from tfdr.check.judging import WAIVED, Judged, Report
from tfdr.check.layers import NOT_RUN, Layer
from tfdr.check.settings import Settings
from tfdr.controls.verify import NOT_HERE, Controls, Held
from tfdr.errors import ExitCode
from tfdr.evaluate.providers import symbol
from tfdr.project import Finding, Project, relative
from tfdr.rules import FAIL, PASS, UNKNOWN, Rule
from tfdr.rules.registry import registered
from tfdr.terminal import console
from tfdr.terraform import Terraform

_STYLES: Final = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_MOST_UNKNOWN: Final = 5  # of one rule
_MOST_PLACES: Final = 5  # of one rule
_MOST_SYSTEMS: Final = 10
_WIDTH: Final = 100


@dataclass(frozen=True, slots=True)
class Checked:
    """All that a check found out."""

    project: Project
    layers: list[Layer]
    rules: Report
    settings: Settings
    terraform: Terraform | None
    code: ExitCode
    controls: Controls | None = None
    before: int = 0  # findings that were in the baseline
    _cut: dict[Path, list[str]] = field(default_factory=dict)

    def findings(self) -> list[Finding]:
        """The findings of all layers."""
        # Two roots that call one module find the same twice.
        return list(dict.fromkeys(each for layer in self.layers for each in layer.findings))

    def place_of(self, finding: Finding) -> str:
        """The file to show a finding at: what is about a root, at what a person reads first there.

        What is about all that was checked is shown in its root module.
        """
        if finding.line:
            return finding.file
        top = Path(finding.file)
        texts = sorted(Path(relative(each, self.project.root)) for each in self.project.tree.texts)
        below = [each for each in texts if each.is_relative_to(top)]
        first = [top / name for name in ("main.tf", "terraform.tf") if top / name in below]
        return next((each.as_posix() for each in [*first, *below]), finding.file or ".")

    def of_rules(self) -> list[Finding]:
        """Those of the layer of rules; earlier layers check some rules, and tell them as theirs."""
        rules = registered()
        return [
            each
            for each in self.findings()
            if each.id in rules and rules[each.id].check is not None
        ]

    def line(self, file: str, number: int) -> str:
        """A line of a file, as findings name both, without what indents it; empty without one."""
        lines = self.lines(Path(os.path.normpath(self.project.root / file)))
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    def lines(self, file: Path) -> list[str]:
        """The lines of a file that was read, which are cut once."""
        if file not in self._cut:
            self._cut[file] = self.project.tree.texts.get(file, "").splitlines()
        return self._cut[file]

    def not_read(self) -> list[str]:
        """The files of Terragrunt, which nothing here reads."""
        return [relative(each, self.project.root) for each in sorted(self.project.tree.terragrunt)]

    def from_here(self, file: str) -> str:
        """A file as seen from the working directory, when it is below that."""
        path = Path(self.project.root, file)
        here = Path.cwd()
        return path.relative_to(here).as_posix() if path.is_relative_to(here) else file


def show(checked: Checked, *, is_full: bool = False) -> None:
    """Print the layers, the systems, the findings by rule, and what the rules come to.

    Args:
        checked: what was found out.
        is_full: whether to show all places of each rule, not the first few.
    """
    most = None if is_full else _MOST_PLACES
    rows = [
        (layer.name, layer.directory, layer.verdict, _seconds(layer), layer.reason)
        for layer in checked.layers
    ]
    console.table(("layer", "where", "verdict", "time", "why"), rows)
    if (tool := checked.terraform) is not None:
        console.say(f"\n{tool.name} {tool.version} from {tool.location}")
    _show_systems(checked)
    _show_survival(checked)
    rules = registered()
    failed = checked.controls.of(FAIL) if checked.controls else []
    unsure = checked.controls.of(UNKNOWN) if checked.controls else []
    of_rules = checked.of_rules()
    told = {*(each.id for each in of_rules), *(held.entry.id for held in (*failed, *unsure))}
    if others := [each for each in checked.findings() if each.id not in told]:
        console.out.print()
        for finding in others:
            console.say(str(finding))
    for id_, several in by_rule(of_rules):
        _show_rule(checked, rules[id_], several, most)
    for held in failed:
        _show_control(checked, held)
    _show_unknown(checked)
    _show_waivers(checked)
    _show_summary(checked)
    if checked.controls is not None:
        _show_controls(checked.controls)


def _seconds(layer: Layer) -> str:
    return "" if layer.verdict == NOT_RUN else f"{layer.seconds:.2f} s"


def _show_systems(checked: Checked) -> None:
    """What was taken for a system, its regions, which of them serves, and why."""
    report = checked.rules
    works = report.works
    if works:
        console.out.print()
    for system in works[:_MOST_SYSTEMS]:
        roots = [relative(each.directory, report.root) for each in system.roots]
        of = f": {_first(roots)} ({system.why})" if len(roots) > 1 else ""
        console.say(f"System {system.name}{of}")
        regions = ", ".join(map(str, system.working_regions)) or "none with a workload"
        console.say(f"  regions: {regions}")
        if system.not_followed:
            console.say(f"  not followed: {len(system.not_followed)} calls of modules elsewhere")
        if system.is_multi_region:
            console.say(f"  primary: {system.primary}, for {system.primary_because}")
    if len(works) > _MOST_SYSTEMS:
        console.say(f"and {len(works) - _MOST_SYSTEMS} more systems")
    without = report.without_subject()
    if works and without:
        rules = "rule" if len(without) == 1 else "rules"
        total = sum(rule.check is not None for rule in report.rules)
        console.say(f"{len(without)} of {total} {rules} had nothing to judge")
    _show_not_read(checked)
    if report.aside:
        names = ", ".join(relative(each, report.root) for each in report.aside[:_MOST_SYSTEMS])
        console.say(f"Not judged by rules, as examples, tests or modules without a call: {names}")


def _show_not_read(checked: Checked) -> None:
    if files := checked.not_read():
        _show_text(
            "Not read, as Terragrunt",
            f"{_first(files)}. What they pass to modules, and where their states are, is not "
            "known; their modules are judged as roots.",
        )


def _first(names: list[str]) -> str:
    """The first few of some names, and how many more there are."""
    more = f" and {len(names) - _MOST_PLACES} more" if len(names) > _MOST_PLACES else ""
    return f"{', '.join(names[:_MOST_PLACES])}{more}"


def _show_survival(checked: Checked) -> None:
    """Whether each system would survive the loss of its primary region, by question."""
    for system, answers in survival.answers(checked.rules):
        name = f" ({system.name})" if len(checked.rules.systems) > 1 else ""
        console.out.print()
        console.say(f"If {system.primary} is lost{name}:")
        for each in answers:
            if each.said == survival.NOTHING:
                continue
            tells = each.said in (survival.NO, survival.NOT_SURE)
            why = f", by {', '.join(each.rules[:_MOST_PLACES])}" if tells else ""
            style = "bold red" if each.said == survival.NO else ""
            console.say(f"  {each.question}: {each.said}{why}", style=style)
        if nothing := [each.question for each in answers if each.said == survival.NOTHING]:
            asked = "; ".join(each[0].lower() + each[1:] for each in nothing)
            _show_text("Nothing to judge for", asked)


def _show_rule(checked: Checked, rule: Rule, findings: list[Finding], most: int | None) -> None:
    console.out.print()
    console.say(f"{rule.id} {rule.severity}: {rule.title}", style=_STYLES[rule.severity])
    _show_places(checked, findings[:most], rule.fix)
    if most is not None and len(findings) > most:
        console.say(f"  and {len(findings) - most} more; --full shows all")
    _show_text("Why", rule.why)
    _show_text("Fix", rule.fix)


def _show_control(checked: Checked, held: Held) -> None:
    asked = held.entry.asked_by or "the level itself"
    console.out.print()
    console.say(f"{held.entry.id} control: {held.entry.title}", style=_STYLES["error"])
    _show_places(checked, held.findings, held.findings[0].fix)
    _show_text("Asked for by", asked)
    _show_text("Fix", held.findings[0].fix)


def _show_places(checked: Checked, findings: list[Finding], usual_fix: str) -> None:
    for (file, line, message, fix), addresses in _by_place(findings).items():
        place = f"{file}:{line}" if line else file or "all of it"
        console.say(f"  {place}: {_sentence(message)}")
        if offending := checked.line(file, line)[:_WIDTH]:
            console.say(f"    {line} | {offending}", style="dim")
        for text in _several(addresses):
            console.say(f"    {text}")
        if fix != usual_fix:
            _show_text("Fix", fix)


def _show_text(what: str, said: str) -> None:
    text = textwrap.fill(f"{what}: {said}", _WIDTH, initial_indent="  ", subsequent_indent="  ")
    console.say(text)


def _by_place(findings: list[Finding]) -> dict[tuple[str, int, str, str], list[str]]:
    found: dict[tuple[str, int, str, str], list[str]] = {}
    for each in findings:
        key = (each.file, each.line, each.message, each.fix)
        found.setdefault(key, []).append(each.address)
    return found


def _several(addresses: list[str]) -> Iterator[str]:
    shown = [each for each in addresses if each]
    yield from shown[:3]
    if len(shown) > 3:
        yield f"and {len(shown) - 3} more"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _show_unknown(checked: Checked) -> None:
    unknown = checked.rules.of(UNKNOWN)
    if not unknown:
        return
    console.out.print("\nNot known without a plan:")
    regions = _unnamed_regions(checked)
    where = [each for each in unknown if _is_about_regions(each, regions)]
    if len(where) > 1:
        unknown = [each for each in unknown if each not in where]
        rules = list(dict.fromkeys(each.rule.id for each in where))
        named = ", ".join(regions) or "what the environment gives"
        console.say(
            f"  {len(where)} verdicts of {', '.join(rules)} depend on which regions these are: "
            f"{named}. --var-file gives variables their values."
        )
    counted: dict[str, int] = {}
    for each in unknown:
        counted[each.rule.id] = counted.get(each.rule.id, 0) + 1
        if counted[each.rule.id] <= _MOST_UNKNOWN:
            console.say(f"  {checked.rules.finding(each)}".split(each.rule.fix)[0].rstrip())
    for id_, count in counted.items():
        if count > _MOST_UNKNOWN:
            console.say(f"  {id_}: and {count - _MOST_UNKNOWN} more")


def _is_about_regions(judged: Judged, regions: list[str]) -> bool:
    """Whether nothing but the name of a region is missing."""
    what = judged.verdict.message.removeprefix("depends on ")
    if what == judged.verdict.message:
        return False
    return what.startswith(("the region of", "the regions")) or {*what.split(", ")} <= {*regions}


def _unnamed_regions(checked: Checked) -> list[str]:
    """The variables that give regions, and have no value."""
    found = (
        symbol(region.value)
        for root in checked.rules.roots
        for region in root.root.providers.values()
    )
    return list(dict.fromkeys(each for each in found if each))


def _show_waivers(checked: Checked) -> None:
    used = [each for each in checked.rules.waivers if each.used]
    if used:
        console.out.print("\nWaived:")
    for each in used:
        place = f"{relative(each.file, checked.rules.root)}:{each.line}"
        console.say(f"  {place}: {', '.join(each.used)}: {each.reason}")
    if checked.settings.ignore:
        where = f" ({checked.settings.origin})" if checked.settings.origin else ""
        console.say(f"\nIgnored: {', '.join(checked.settings.ignore)}{where}")


def _show_summary(checked: Checked) -> None:
    counts = checked.rules.counts()
    outcomes = (PASS, FAIL, UNKNOWN, WAIVED)
    rows = [
        (
            rule.id,
            rule.severity,
            *(str(counts[rule.id][each] or "") for each in outcomes),
            rule.title,
        )
        for rule in checked.rules.rules
        if any(counts[rule.id][each] for each in outcomes if each != PASS)
    ]
    if rows:
        console.out.print()
        console.table(("rule", "severity", "pass", "fail", "unknown", "waived", "what"), rows)
    total = {each: sum(count[each] for count in counts.values()) for each in outcomes}
    if checked.before:
        console.say(f"\n{checked.before} more findings are in the baseline")
    say = ", ".join(
        f"{total[each]} {each.lower()}" for each in outcomes if total[each] or each == PASS
    )
    console.say(f"\n{len(checked.rules.rules)} rules: {say}")


def _show_controls(controls: Controls) -> None:
    for held in controls.of(UNKNOWN):
        for each in held.unknown[:_MOST_UNKNOWN]:
            console.say(f"  {each}".split(each.fix)[0].rstrip())
    rows = [
        (each.entry.id, each.verdict, each.entry.asked_by, each.entry.title)
        for each in controls.held
        if each.verdict in (FAIL, UNKNOWN)
    ]
    if rows:
        console.out.print()
        console.table(("control", "verdict", "asked for by", "what"), rows)
    level = controls.evidence.level
    said = {PASS: "hold", FAIL: "fail", UNKNOWN: "unknown", NOT_HERE: "not here"}
    counted = ", ".join(
        f"{len(controls.of(verdict))} {word}"
        for verdict, word in said.items()
        if controls.of(verdict) or verdict == PASS
    )
    console.say(f"{len(controls.held)} controls of the level {level}: {counted}")
