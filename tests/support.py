"""What several tests need: running the command, and templates with a history."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from tfdr import cli

ROOT = Path(__file__).parents[1]
FIXTURES = Path(__file__).parent / "fixtures"
PRESETS = sorted(path.stem for path in (ROOT / "presets").glob("*.yml"))
V1 = FIXTURES / "template-v1"
V2 = FIXTURES / "template-v2"
SHOP = ("--template", V1, "--data", "name=shop", "--data", "owner=me")
"""Flags with which `tfdr new` has all answers to the small template."""
ANSWERS = ("--data", "name=shop", "--data", "owner=me", "--data", "size=7")
"""Flags with answers that differ from the small template's defaults."""

GIT_ENV = {
    "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "test@acme-markets.com",
    "GIT_COMMITTER_NAME": "Test",
    "GIT_COMMITTER_EMAIL": "test@acme-markets.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def message(self) -> str:
        """The message on standard error, on one line."""
        return " ".join(self.err.split())


class Tfdr:
    """Runs `tfdr` in this process, with nobody at a terminal."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Done:
        self._capsys.readouterr()
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = self._capsys.readouterr()
        return Done(int(code), said.out, said.err)


def answers_of(repository: Path) -> dict[str, Any]:
    """Return the answers that a repository was generated from."""
    text = (repository / ".copier-answers.yml").read_text(encoding="utf-8")
    answers: dict[str, Any] = yaml.safe_load(text)
    return answers


def git(folder: Path, *arguments: str) -> str:
    """Run git for a test, with nothing of this machine's configuration."""
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments],
        cwd=folder,
        env={**os.environ, **GIT_ENV},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def commit(folder: Path, message: str, tag: str = "") -> None:
    """Commit everything in a folder, making it a repository where it is none."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    if tag:
        git(folder, "tag", tag)


def template_repository(folder: Path, *, versions: Iterable[Path] = (V1,)) -> Path:
    """Make a git repository of the small template, with a tag for each version: v1.0.0, ..."""
    for number, version in enumerate(versions, start=1):
        shutil.copytree(version, folder, dirs_exist_ok=True)
        commit(folder, f"Version {number}", tag=f"v{number}.0.0")
    return folder


def snapshot(folder: Path) -> dict[str, bytes | str | None]:
    """Return all that is below a folder: what files hold, where links lead, None for folders."""
    content: dict[str, bytes | str | None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            content[name] = f"-> {path.readlink()}"
        else:
            content[name] = path.read_bytes() if path.is_file() else None
    return content
