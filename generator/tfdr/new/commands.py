"""Command lines that `tfdr new` ends with: what to run next, to go on, or to do the same again."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tfdr.new.options import NewOptions
from tfdr.questionnaire.answers import as_text


def following(options: NewOptions, dest: Path) -> list[str]:
    """Return what to run after a repository was generated, or would have been."""
    if options.dry_run:
        return [shlex.join([part for part in options.command if part != "--dry-run"])]
    where = shlex.quote(options.dest if not options.dest.startswith("-") else str(dest))
    into = [f"cd {where}"] if dest != Path.cwd() else []
    make = "" if (dest / ".git").exists() else "git init && "
    return [
        f"tfdr check {where}",
        *into,
        f'{make}git add -A && git commit -m "Generate with tfdr"',
    ]


def resuming(options: NewOptions, preset: str, answers: Mapping[str, Any]) -> str:
    """Return the command that asks only what is still open."""
    return shlex.join(_with(options, preset, answers))


def repeating(options: NewOptions, preset: str, answers: Mapping[str, Any]) -> str:
    """Return the command that does the same again and asks nothing."""
    command = [part for part in _with(options, preset, answers) if part != "--dry-run"]
    return shlex.join([*command, "--defaults"])


def _with(options: NewOptions, preset: str, answers: Mapping[str, Any]) -> list[str]:
    chosen = [] if not preset or preset == options.preset else ["--preset", preset]
    data = [
        part for name, value in answers.items() for part in ("--data", f"{name}={as_text(value)}")
    ]
    return [*options.command, *chosen, *data]
