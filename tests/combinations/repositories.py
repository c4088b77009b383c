"""Generates sets of answers as repositories and judges them, on all cores."""

import contextlib
import hashlib
import io
import json
import multiprocessing
import os
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from tfdr import cli

from tests.installed import installed

# A block's header keeps its labels. Elsewhere what a literal says is left out of the comparison, as
# are comments and alignment.
_HEADER = re.compile(r'^\s*\w+(?: "[^"]*")+ \{$')
_COMMENT = re.compile(r"(?:^|\s)#.*")
_LITERAL = re.compile(r'"[^"\\$%]*"|\b[0-9][0-9.]*\b')


@dataclass(frozen=True)
class Generated:
    """What became of one set of answers.

    Attributes:
        folder: where it was to be written.
        code: the exit code of `tfdr new`.
        message: what it said on standard error.
        findings: what `tfdr check --no-terraform` found.
        shapes: by root module, a digest of all that it consists of but for what literals say.
    """

    folder: Path
    code: int
    message: str
    findings: tuple[str, ...]
    shapes: dict[str, str]


def generate(folder: Path, answers: dict[str, Any], *rules: str) -> Generated:
    """Generate one set of answers below a folder and check it without Terraform.

    Args:
        folder: where it goes.
        answers: the set.
        rules: further flags of the check; without any, all of its rules count.
    """
    folder.mkdir(parents=True)
    given, repository = folder / "answers.yml", folder / "repository"
    given.write_text(yaml.safe_dump(answers), encoding="utf-8")
    with installed():
        code, _, said = _tfdr("new", str(repository), "--answers", str(given), "--defaults")
    if code != 0:
        return Generated(repository, code, said, (), {})
    check = ("check", str(repository), "--no-terraform", "--format", "json")
    _, out, said = _tfdr(*check, *rules)
    found = [
        f"{each['file']}:{each['line']}: {each['address']}: {each['message']}"
        for each in json.loads(out)["findings"]
    ]
    return Generated(repository, code, said, tuple(found), shapes(repository))


def _generate_resolved(folder: Path, answers: dict[str, Any]) -> Generated:
    """As `generate`, for hundreds of sets: whether everything is there, not whether it is wise."""
    return generate(folder, answers, "--select", "CMP")


def generate_all(folder: Path, sets: Sequence[dict[str, Any]]) -> list[Generated]:
    """Generate every set of answers, as many at once as there are cores."""
    cores = os.cpu_count() or 1
    # Not forked: a fork of a process with threads can hang.
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn")) as pool:
        places = [folder / f"{number:04}" for number in range(len(sets))]
        return list(pool.map(_generate_resolved, places, sets, chunksize=4))


def shapes(repository: Path) -> dict[str, str]:
    """Return a digest for the root and for `bootstrap/`, in which literals are all alike."""
    own = sorted((repository / "bootstrap").glob("*.tf"))
    below = sorted(repository.rglob("*.tf"))
    called = {
        path
        for file in own
        for name in re.findall(r'"\.\./(modules/[\w-]+)"', file.read_text(encoding="utf-8"))
        for path in (repository / name).glob("*.tf")
    }
    rest = [path for path in below if not path.is_relative_to(repository / "bootstrap")]
    own = sorted({*(repository / "bootstrap").rglob("*.tf"), *called})
    return {".": _digest(repository, rest), "bootstrap": _digest(repository, own)}


def _digest(repository: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"\n# {path.relative_to(repository)}\n".encode())
        for line in path.read_text(encoding="utf-8").splitlines():
            plain = line if _HEADER.match(line) else _LITERAL.sub("0", _COMMENT.sub("", line))
            if words := plain.split():
                digest.update(f"{' '.join(words)}\n".encode())
    return digest.hexdigest()


def _tfdr(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = int(cli.main(list(arguments)))
    return code, out.getvalue(), err.getvalue()
