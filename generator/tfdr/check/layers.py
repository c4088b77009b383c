"""The layers of a check. Each one says what it found, how long it took, or why it did not run."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tfdr.check import markers, references, schema
from tfdr.check.judging import Earlier, Report, judge
from tfdr.check.settings import Settings
from tfdr.controls import reference, verify
from tfdr.controls.evidence import Evidence
from tfdr.controls.verify import Controls
from tfdr.errors import TfdrError, ToolMissing
from tfdr.evaluate import System
from tfdr.project import Finding, Project, is_directory, relative
from tfdr.terminal.console import progress
from tfdr.terraform import Diagnostic, Result, Terraform, providers
from tfdr.terraform.overlay import overlay

PASS, FAIL, NOT_RUN = "PASS", "FAIL", "NOT RUN"

# What Terraform says when a provider is out of reach, not when the configuration is wrong.
_UNREACHABLE = re.compile(
    r"could not connect to|failed to request discovery|no such host|dial tcp|i/o timeout"
    r"|connection re(fused|set)|TLS handshake|Client\.Timeout|network is unreachable"
    r"|proxyconnect|was not found in any of the search locations",
    re.I,
)


_NOTHING_READ = "no file could be read"
_NONE_COUNTS = "none of its rules was chosen"


@dataclass(slots=True)
class Layer:
    """One layer of a check, for one directory.

    Attributes:
        name: parse, references, schema, rules, controls, format, init or validate.
        directory: relative to what is checked; `.` is all of it, or its root module.
        verdict: PASS, FAIL or NOT RUN.
        seconds: how long it ran.
        reason: why it failed or did not run, in a few words.
        lacks_tool: whether it did not run because something is not installed or reachable.
    """

    name: str
    directory: str
    verdict: str
    seconds: float = 0.0
    reason: str = ""
    findings: list[Finding] = field(default_factory=list)
    lacks_tool: bool = False


def static(project: Project, parsed_in: float, settings: Settings) -> tuple[list[Layer], Report]:
    """The layers that need no Terraform: parse, references, schema, rules; and what the rules say.

    Args:
        project: what was read.
        parsed_in: the seconds that reading took.
        settings: which rules count.
    """
    tree, root = project.tree, project.root
    broken = [Finding("PARSE", relative(e.path, root), e.line, "", e.fault) for e in tree.errors]
    broken += markers.find(root, {finding.file for finding in broken})
    earlier = Earlier.of(project, settings)
    layers = [_judged("parse", ".", parsed_in, broken), *_whole(project, earlier)]
    began = time.perf_counter()
    report = judge(project, settings, earlier)
    rules = _judged("rules", ".", time.perf_counter() - began, report.findings())
    if not project.tree.texts:
        rules = _unless_found(rules, _NOTHING_READ)
    elif not any(rule.check for rule in report.rules):
        rules = _unless_found(rules, _NONE_COUNTS)
    return [*layers, rules], report


def controls(
    project: Project, evidence: Evidence, systems: list[System], *, is_strict: bool
) -> tuple[Layer, Controls]:
    """The layer that compares what the answers ask for with the code, and what became of it.

    Args:
        project: what was read.
        evidence: its controls.json.
        systems: its root modules, where a person named values for them.
        is_strict: whether what is unknown counts as wrong.
    """
    began = time.perf_counter()
    with reference.opened(project.root) as wanted:
        found = verify.verify(project, evidence, systems, wanted)
    wrong = found.findings() + (found.unknown() if is_strict else [])
    layer = _judged("controls", ".", time.perf_counter() - began, wrong)
    return layer if project.tree.texts else _unless_found(layer, _NOTHING_READ), found


def _unless_found(layer: Layer, reason: str) -> Layer:
    """A layer that judged nothing: only what it found all the same makes it more than NOT RUN."""
    return layer if layer.findings else Layer(layer.name, layer.directory, NOT_RUN, reason=reason)


def _whole(project: Project, earlier: Earlier) -> Iterator[Layer]:
    """The layers that say nothing while a file cannot be read: something else may be in it."""
    if project.tree.errors:
        reason = f"{_count(len(project.tree.errors), 'file')} could not be parsed"
        yield Layer("references", ".", NOT_RUN, reason=reason)
        yield Layer("schema", ".", NOT_RUN, reason=reason)
        return
    if earlier.rules.keys().isdisjoint(references.RULES):
        yield Layer("references", ".", NOT_RUN, reason=_NONE_COUNTS)
    else:
        earlier.ran.update(references.RULES)
        began = time.perf_counter()
        found = earlier.counting(references.find(project))
        yield _judged("references", ".", time.perf_counter() - began, found)
    unknown = schema.unknown(project)
    earlier.ran.update(schema.RULES)
    earlier.partly.update(schema.RULES if unknown else ())
    began = time.perf_counter()
    judged = schema.judged(project)
    found = earlier.counting(judged.wrong)
    earlier.doubt(judged.unsure, schema.CMP02)
    yield _judged("schema", ".", time.perf_counter() - began, found)
    for directory, constraint in unknown.items():
        reason = f"no schema of the AWS provider {constraint}"
        yield Layer("schema", relative(directory, project.root), NOT_RUN, reason=reason)


def not_run(project: Project, reason: str, *, lacks_tool: bool) -> Iterator[Layer]:
    """The layers of Terraform, when none of them can run."""
    yield Layer("format", ".", NOT_RUN, reason=reason, lacks_tool=lacks_tool)
    for root in project.roots:
        for name in ("init", "validate"):
            where = relative(root, project.root)
            yield Layer(name, where, NOT_RUN, reason=reason, lacks_tool=lacks_tool)


def by_terraform(project: Project, terraform: Terraform, plugins: Path | None) -> Iterator[Layer]:
    """The layers that Terraform judges: format for all, init and validate for each root."""
    yield _timed("format", ".", lambda: _format(project.root, terraform))
    env = providers.environment(plugins, terraform.registry)
    for root in project.roots:
        yield from _root(project, root, terraform, plugins, env)


def _root(
    project: Project, root: Path, terraform: Terraform, plugins: Path | None, env: dict[str, str]
) -> Iterator[Layer]:
    where = relative(root, project.root)
    symbols = project.symbols(root)
    if symbols is not None and symbols.required_aliases:
        reason = "no root module: its caller has to pass providers"
        yield Layer("init", where, NOT_RUN, reason=reason)
        yield Layer("validate", where, NOT_RUN, reason=reason)
        return
    reached = [project.root, *(call.target for call in project.calls if call.target)]
    with overlay(root, [each for each in reached if is_directory(each)]) as view:
        init = _timed(
            "init", where, lambda: _init(terraform, view.root, view.data, plugins, env, where)
        )
        yield init
        if init.verdict != PASS:
            reason = f"init {'failed' if init.verdict == FAIL else 'did not run'}"
            yield Layer("validate", where, NOT_RUN, reason=reason, lacks_tool=init.lacks_tool)
            return
        yield _timed(
            "validate",
            where,
            lambda: [
                _from_diagnostic(each, root, project.root)
                for each in terraform.validate(view.root, view.data)
                if each.is_error
            ],
        )


def _timed(name: str, where: str, judge: Callable[[], list[Finding]]) -> Layer:
    began = time.perf_counter()
    try:
        with progress(f"{name} {where}"):
            found = judge()
    except ToolMissing as error:
        return Layer(name, where, NOT_RUN, reason=str(error), lacks_tool=True)
    except TfdrError as error:
        found = [Finding(name.upper(), "", 0, "", str(error))]
    return _judged(name, where, time.perf_counter() - began, found)


def _judged(name: str, where: str, seconds: float, found: list[Finding]) -> Layer:
    reason = _count(len(found), "finding") if found else ""
    return Layer(name, where, FAIL if found else PASS, seconds, reason, found)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _init(
    terraform: Terraform,
    view: Path,
    data: Path,
    plugins: Path | None,
    env: dict[str, str],
    where: str,
) -> list[Finding]:
    result = terraform.init(view, data, plugins=plugins, env=env)
    if not result.code:
        return []
    if _UNREACHABLE.search(" ".join(result.message.split())):
        raise ToolMissing(
            "a provider is neither on this machine nor can it be downloaded; "
            "`tfdr doctor` says what to do"
        )
    return [Finding("INIT", "" if where == "." else where, 0, "", _errors_of(result))]


def _errors_of(result: Result) -> str:
    """The first error of Terraform, without the warnings before it."""
    lines = result.message.splitlines()
    first = next((at for at, line in enumerate(lines) if line.startswith("Error:")), 0)
    return " ".join(lines[first:]).removeprefix("Error: ") or f"init ended with code {result.code}"


def _from_diagnostic(diagnostic: Diagnostic, root: Path, top: Path) -> Finding:
    file = relative(Path(os.path.normpath(root / diagnostic.file)), top) if diagnostic.file else ""
    address = ".".join(re.findall(r'"([^"]+)"', diagnostic.context))
    if not diagnostic.context.startswith("resource "):
        address = ".".join(filter(None, (diagnostic.context.split(" ")[0], address)))
    detail = diagnostic.detail or diagnostic.summary
    return Finding("VALIDATE", file, diagnostic.line, address, f"{diagnostic.summary}: {detail}")


def _format(root: Path, terraform: Terraform) -> list[Finding]:
    result = terraform.unformatted(root)
    if not result.code:
        return []
    names = [line for line in result.stdout.splitlines() if (root / line).is_file()]
    if not names:
        return [Finding("FORMAT", "", 0, "", _errors_of(result))]
    lines = _first_differences(root, names, terraform)
    fix = "Run terraform fmt -recursive."
    return [
        Finding("FORMAT", Path(name).as_posix(), line, "", "is not formatted", fix)
        for name, line in zip(names, lines, strict=True)
    ]


def _first_differences(root: Path, names: list[str], terraform: Terraform) -> list[int]:
    """For each unformatted file, the first line that formatting changes."""
    with tempfile.TemporaryDirectory(prefix="tfdr-") as temporary:
        for name in names:
            copy = Path(temporary, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, copy)
        terraform.reformat(Path(temporary))
        return [_first_difference(root / name, Path(temporary, name)) for name in names]


def _first_difference(before: Path, after: Path) -> int:
    old, new = (path.read_text(errors="replace").splitlines() for path in (before, after))
    same = (at for at, pair in enumerate(zip(old, new, strict=False), 1) if pair[0] != pair[1])
    return next(same, min(len(old), len(new)) + 1)
