"""What is measured: commands that start a process, do the whole job and end."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.cookie import as_cookiecutter

ROOT = Path(__file__).parents[1]
PRESET = "trading-platform"
TEMPLATE = ("copier.yml", "template", "includes", "presets", "generator/tfdr/catalogue")


@dataclass
class Contender:
    """One command, what it is called, and what is made ready before each run of it."""

    name: str
    command: list[str]
    prepare: Callable[[], object] = field(default=lambda: None)
    cwd: Path = ROOT
    env: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ground:
    """What all contenders share: one template, and one repository generated from it."""

    template: Path
    cookie: Path
    generated: Path
    files: int
    lines: int


def lay_ground(work: Path) -> Ground:
    """Copy the template out of its git history, generate once, and make the cookiecutter."""
    template = work / "template"
    for name in TEMPLATE:
        source, copy = ROOT / name, template / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
    generated = work / "generated"
    run([*_python("copier"), *_copier_arguments(template, generated)])
    cookie = as_cookiecutter(generated, template / "template", work / "cookie")
    paths = [path for path in generated.rglob("*") if path.is_file()]
    lines = sum(path.read_text().count("\n") for path in paths if path.suffix == ".tf")
    return Ground(template, cookie, generated, len(paths), lines)


def generators(ground: Ground, work: Path) -> list[Contender]:
    """Three ways from answers to the same number of files."""
    out = work / "out"
    cookies = work / "cookies"
    cookies.mkdir()

    def fresh() -> None:
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(cookies / "trading", ignore_errors=True)

    preset = ground.template / "presets" / f"{PRESET}.yml"
    ours = [*_python("tfdr.cli"), "new", str(out), "--template", str(ground.template)]
    return [
        Contender(
            "copier copy", [*_python("copier"), *_copier_arguments(ground.template, out)], fresh
        ),
        Contender("tfdr new", [*ours, "--preset", str(preset), "--defaults"], fresh),
        Contender(
            "cookiecutter",
            [*_python("cookiecutter"), "--no-input", "-o", str(cookies), str(ground.cookie)],
            fresh,
        ),
    ]


def checkers(ground: Ground, work: Path) -> list[Contender]:
    """Checking the generated repository, by Terraform and by us."""
    data = {"TF_DATA_DIR": str(work / "data")}
    repository = shutil.copytree(ground.generated, work / "initialised")
    run(["terraform", "init", "-backend=false", "-input=false"], cwd=repository, env=data)
    ours = [*_python("tfdr.cli"), "check", str(ground.generated), "--no-terraform"]
    return [
        Contender("terraform validate", ["terraform", "validate"], cwd=repository, env=data),
        Contender("tfdr check --no-terraform", ours),
    ]


def run(command: list[str], cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command to its end, silently; what it says is shown when it fails."""
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _copier_arguments(template: Path, out: Path) -> list[str]:
    preset = template / "presets" / f"{PRESET}.yml"
    return ["copy", str(template), str(out), "--data-file", str(preset), "--defaults", "--quiet"]
