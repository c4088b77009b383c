"""Who judges mutants: `tfdr check` without Terraform, `terraform validate`, and checkov."""

import contextlib
import inspect
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tfdr import hcl, terraform
from tfdr.check import references, schema
from tfdr.check.judging import judge
from tfdr.check.settings import Settings
from tfdr.project import Finding, Project
from tfdr.rules import INFO
from tfdr.rules.registry import registered
from tfdr.terraform import providers

from tests import checkov
from tests.mutations.repository import Mutant
from tests.support import ROOT


@dataclass(frozen=True)
class Judged:
    """What somebody says of a mutant.

    Attributes:
        by: what caught it, such as ids of rules; empty when it was missed.
        seconds: how long that took.
    """

    by: tuple[str, ...]
    seconds: float

    @property
    def is_caught(self) -> bool:
        return bool(self.by)


@contextlib.contextmanager
def applied(mutant: Mutant, folder: Path) -> Iterator[None]:
    """Turn a copy of the repository into the mutant, and back again."""
    paths = {folder / name: text for name, text in mutant.files.items()}
    before = {path: path.read_bytes() if path.exists() else None for path in paths}
    _write({path: None if text is None else text.encode() for path, text in paths.items()})
    try:
        yield
    finally:
        _write(before)


def _write(contents: dict[Path, bytes | None]) -> None:
    for path, content in contents.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)


class Ours:
    """`tfdr check --no-terraform --severity info` in this process; reads only what is changed.

    All rules count, as all checks of checkov do: what is only worth knowing is found too.

    Args:
        folder: a copy of the repository, to work in.
        hints: the rules that caught mutants of an operator before: these are asked first.
    """

    def __init__(self, folder: Path, hints: Mapping[str, Iterable[str]] | None = None) -> None:
        self.folder = folder
        self._hints = {name: Counter(ids) for name, ids in (hints or {}).items()}
        self.tree = hcl.read_tree(folder)
        self.before = Counter(_key(each) for each in self._all(Project(self._copy())))

    def everything(self, mutant: Mutant) -> Judged:
        """Run all layers."""
        with applied(mutant, self.folder):
            began = time.perf_counter()
            found = self._all(Project(self._changed(mutant)))
            return Judged(self._new(found), time.perf_counter() - began)

    def first(self, mutant: Mutant) -> Judged:
        """Ask first the rules that caught mutants of the same operator, and stop when one does."""
        hints = self._hints.setdefault(mutant.operator, Counter())
        with applied(mutant, self.folder):
            began = time.perf_counter()
            project = Project(self._changed(mutant))
            by: tuple[str, ...] = ()
            for ids in (hints.most_common(2), hints.most_common()[2:]):
                by = by or self._new(_said(project, [id_ for id_, _ in ids]))
            by = by or self._new(self._all(project))
            hints.update(by[:1])
            _forget()
            return Judged(by, time.perf_counter() - began)

    def _all(self, project: Project) -> list[Finding]:
        found = [*references.find(project), *schema.find(project)]
        return [*found, *judge(project, Settings(severity=INFO)).findings()]

    def _new(self, found: Iterable[Finding]) -> tuple[str, ...]:
        more = Counter(_key(each) for each in found) - self.before
        return tuple(dict.fromkeys(key[0] for key in more))

    def _copy(self) -> hcl.Tree:
        tree = self.tree
        modules = {path: hcl.Module(path, list(m.blocks)) for path, m in tree.modules.items()}
        return hcl.Tree(
            tree.root, modules, list(tree.tests), list(tree.variables), dict(tree.texts), tree.files
        )

    def _changed(self, mutant: Mutant) -> hcl.Tree:
        tree = self._copy()
        for name in mutant.files:
            path = self.folder / name
            is_ours = name.endswith((".tf", ".tfvars", ".tftest.hcl")) and path.exists()
            read = hcl.read_file(path) if is_ours else None
            if path.suffix == ".tf":
                module = tree.modules[path.parent]
                module.blocks = [block for block in module.blocks if block.file != path]
                tree.texts.pop(path, None)
                if read:
                    module.blocks += read.blocks
                    tree.texts[path] = read.text
            elif path.suffix == ".tfvars":
                tree.variables = [each for each in tree.variables if each.path != path]
                tree.variables += [read] if read else []
            elif name.endswith(".tftest.hcl"):
                tree.tests = [each for each in tree.tests if each.path != path]
        return tree


def _forget() -> None:
    """What rules keep of a system would keep the systems of hundreds of mutants in memory."""
    for each in _caches():
        each.cache_clear()


@cache
def _caches() -> list[Any]:
    return [
        each
        for name, module in list(sys.modules.items())
        if name.startswith(("tfdr.aws.", "tfdr.rules."))
        for each in vars(module).values()
        if hasattr(each, "cache_clear")
        and each.__module__ == name
        and "system" in inspect.signature(each).parameters
    ]


def _said(project: Project, ids: list[str]) -> list[Finding]:
    """What some rules find, and the layers that have ids as rules have."""
    found: list[Finding] = []
    rules = [id_ for id_ in ids if id_ in registered() and registered()[id_].check is not None]
    if rules:
        several = judge(project, Settings(select=tuple(rules), severity=INFO)).findings()
        found += [each for each in several if each.id in rules]
    if not {"CMP01", "CMP02", "CMP03"}.isdisjoint(ids):
        found += references.find(project)
    if not {"SCHEMA", "CMP07"}.isdisjoint(ids):
        found += schema.find(project)
    return found


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return finding.id, finding.file, finding.address, finding.message


class Process:
    """The command itself, as a person runs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before, _ = self._found()

    def judge(self, mutant: Mutant) -> Judged:
        """What it finds, and did not before."""
        with applied(mutant, self.folder):
            found, seconds = self._found()
        return Judged(tuple(dict.fromkeys(key[0] for key in found - self.before)), seconds)

    def _found(self) -> tuple[Counter[tuple[str, str, str]], float]:
        command = [sys.executable, "-m", "tfdr.cli", "check", self.folder]
        began = time.perf_counter()
        done = subprocess.run(
            [*command, "--no-terraform", "--severity", "info", "--format", "json"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - began
        found = json.loads(done.stdout)["findings"]
        return Counter((e["id"], e["address"], e["message"]) for e in found), seconds


class Validate:
    """`terraform validate`, with modules and provider installed beforehand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.terraform = terraform.find()
        self._env = providers.environment(None)
        for root in (folder, folder / "bootstrap"):
            self._init(root)
            assert not self._errors(root)

    def judge(self, mutant: Mutant) -> Judged:
        """What it says of the root that the change is in."""
        own = all(name.startswith("bootstrap/") for name in mutant.files)
        root = self.folder / "bootstrap" if own else self.folder
        with applied(mutant, self.folder):
            began = time.perf_counter()
            if not self._init(root):
                judged = Judged(("init",), time.perf_counter() - began)
            else:
                began = time.perf_counter()
                found = tuple(self._errors(root))
                judged = Judged(found[:1], time.perf_counter() - began)
        return judged

    def _init(self, root: Path) -> bool:
        done = self.terraform.init(root, root / ".terraform", plugins=None, env=self._env)
        return done.code == 0

    def _errors(self, root: Path) -> list[str]:
        return [e.summary for e in self.terraform.validate(root, root / ".terraform") if e.is_error]


class Checkov:
    """Checkov, in an environment of its own: it pins what it needs, and so might we."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = _checkov()
        self.before, _ = self._failed()

    def judge(self, mutant: Mutant) -> Judged:
        """The checks that fail, and did not before."""
        with applied(mutant, self.folder):
            failed, seconds = self._failed()
        more = sorted({key[0] for key in failed - self.before})
        return Judged(tuple(more), seconds)

    def _failed(self) -> tuple[Counter[tuple[str, str]], float]:
        options = ["--framework", "terraform", "--skip-download", "--quiet", "--compact"]
        began = time.perf_counter()
        done = subprocess.run(
            [self.program, "-d", self.folder, *options, "-o", "json"],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LOG_LEVEL": "ERROR"},
        )
        seconds = time.perf_counter() - began
        said = json.loads(done.stdout)
        assert said["summary"]["parsing_errors"] == 0, said["summary"]
        failed = said["results"]["failed_checks"]
        return Counter((each["check_id"], each["resource"]) for each in failed), seconds


def _checkov() -> Path:
    program = checkov.found()
    if program is None:
        raise SystemExit("checkov is not here: `make mutations` brings it")
    return program


def checkov_version() -> str:
    """The version that judges."""
    done = subprocess.run(
        [_checkov(), "--version"], capture_output=True, text=True, check=True, timeout=300
    )
    return done.stdout.strip()
