"""`tfdr doctor`: what is on this machine of what tfdr needs, and what to do about the rest.

With `--format json` it prints one object: `schema` (1), `exit_code`, and `tools`, each with
`name`, `needed` (whether its absence ends in exit code 3), `status` (OK, OLD, NEW or MISSING),
`version`, `location` and `advice`.
"""

import json
import platform
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tfdr import terraform
from tfdr.emulator.client import moto
from tfdr.errors import ExitCode, ToolMissing
from tfdr.provider.catalogue import faults_of, proven
from tfdr.terminal import console
from tfdr.terraform import providers

SCHEMA = 1
OK, OLD, NEW, MISSING = "OK", "OLD", "NEW", "MISSING"
REGISTRY = "https://registry.terraform.io/.well-known/terraform.json"
OPENTOFU_REGISTRY = "https://registry.opentofu.org/.well-known/terraform.json"
_TIMEOUT = 3.0  # seconds: a person waits for the answer
_COPIER = (9, 17, 2)  # earlier ones let a template write outside of its destination


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing that tfdr uses, and what was found of it."""

    name: str
    needed: bool
    status: str
    version: str = ""
    location: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorOptions:
    """Where to look, and how to report.

    Attributes:
        plugin_dir: directory of Terraform providers.
        format: text or json.
    """

    plugin_dir: str | None = None
    format: str = "text"


def run(options: DoctorOptions) -> ExitCode:
    """Report on every tool.

    Raises:
        TfdrError: `--plugin-dir` is not a directory.
    """
    chosen = providers.chosen_directory(options.plugin_dir)
    with console.progress("looking for tools"):
        tools = [*_tools(chosen), _python(), _copier(), _git(), _moto()]
    lacking = [tool for tool in tools if tool.needed and tool.status != OK]
    code = ExitCode.TOOL_MISSING if lacking else ExitCode.OK
    if options.format == "json":
        report = {"schema": SCHEMA, "exit_code": int(code), "tools": [asdict(t) for t in tools]}
        print(json.dumps(report, indent=2))
        return code
    rows = [(t.name, t.status, t.version, t.location) for t in tools]
    console.table(("tool", "status", "version", "from"), rows)
    if advice := [f"{t.name}: {t.advice}" for t in tools if t.advice]:
        console.out.print()
        for line in advice:
            console.out.print(line, markup=False)
    if not lacking:
        console.next_steps("tfdr new my-system")
    return code


def _tools(chosen: Path | None) -> Iterator[Tool]:
    """Terraform or OpenTofu, under its own name, and where it finds the AWS provider."""
    try:
        found = terraform.find()
    except ToolMissing as error:
        yield Tool("terraform", True, MISSING, advice=str(error))
        yield from _provider(chosen, providers.REGISTRY, "terraform")
        return
    name = found.name.lower()
    where = found.location if found.origin == "PATH" else f"{found.location} ({found.origin})"
    if found.is_recent:
        yield Tool(name, True, OK, found.version, where)
    else:
        advice = f"{found.version} has no write-only arguments. {terraform.INSTALL}"
        yield Tool(name, True, OLD, found.version, where, advice)
    yield from _provider(chosen, found.registry, found.program)


def _provider(chosen: Path | None, registry: str, program: str) -> Iterator[Tool]:
    name = "AWS provider"
    least = ".".join(map(str, providers.MINIMUM))
    places = [place for place in providers.places(chosen, registry) if place.versions]
    for place in places:
        newest = place.versions[-1]
        recent = tuple(providers.version_key(newest)) >= providers.MINIMUM
        where = f"{place.directory} ({place.what})"
        advice = _known_of(newest) if recent else f"Needs {least} or later."
        status = OK if recent else OLD
        yield Tool(name, True, status, ", ".join(place.versions), where, advice)
    if places:
        return
    if chosen is not None:
        advice = (
            f"{chosen} has none for {providers.PLATFORM} from {registry}; fill it with "
            f"`{program} providers mirror {chosen}` in a generated repository."
        )
        yield Tool(name, True, MISSING, advice=advice)
        return
    fault = _registry_fault(REGISTRY if registry == providers.REGISTRY else OPENTOFU_REGISTRY)
    if not fault:
        where = f"{registry}, downloaded by {program} init"
        yield Tool(name, True, OK, f">= {least}", where)
        return
    advice = (
        f"None on this machine, and {registry} did not answer within {_TIMEOUT:g} s "
        f"({fault}). On a machine that reaches it, run `{program} providers mirror DIR`, copy DIR "
        "here and give it as --plugin-dir or TFDR_PLUGIN_DIR, or put it at ~/.terraform.d/plugins."
    )
    yield Tool(name, True, MISSING, advice=advice)


def _known_of(version: str) -> str:
    """What is known to be wrong with a version of the provider; empty when nothing is."""
    faults = faults_of(version)
    return f"Known of {version}: {'; '.join(faults)}." if faults and version != proven() else ""


def _registry_fault(url: str) -> str:
    """Why a registry cannot be reached; empty when it can."""
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT):  # noqa: S310  one of the two above
            return ""
    except urllib.error.HTTPError as error:
        return f"HTTP {error.code}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))


def _python() -> Tool:
    return Tool("python", True, OK, platform.python_version(), sys.executable)


def _copier() -> Tool:
    least = ".".join(map(str, _COPIER))
    advice = f'Run pip install "copier>={least}".'
    try:
        found = version("copier")
    except PackageNotFoundError:
        return Tool("copier", True, MISSING, advice=advice)
    if tuple(providers.version_key(found)) < _COPIER:
        return Tool("copier", True, OLD, found, "this Python", advice)
    return Tool("copier", True, OK, found, "this Python")


def _git() -> Tool:
    program = shutil.which("git")
    if program is None:
        advice = "Only templates from git and `tfdr update` need it: https://git-scm.com/downloads"
        return Tool("git", False, MISSING, advice=advice)
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Tool("git", False, MISSING, "", program, f"It does not run: {error}")
    return Tool("git", False, OK, said.stdout.removeprefix("git version").strip(), program)


def _moto() -> Tool:
    try:
        found = version("moto")
    except PackageNotFoundError:
        advice = f"Only the emulated AWS needs it: {moto.INSTALL}."
        return Tool("moto", False, MISSING, advice=advice)
    status = OLD if moto.is_too_old(found) else NEW if moto.is_too_new(found) else OK
    advice = "" if status == OK else f"The emulated AWS needs {moto.wanted()}: {moto.INSTALL}."
    return Tool("moto", False, status, found, "this Python", advice)
