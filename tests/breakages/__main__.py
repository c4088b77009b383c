"""Breaks one thing after the other, and says which tests notice: `python -m tests.breakages`.

Each is broken in a throw-away clone of the last commit. The everyday tests look first; what they
let pass goes to the share of the long tests that the seed of the broken commit chooses, and then to
the rest of them. Each stops at what it finds first.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.breakages.breakages import Breakage, breakages
from tests.support import GIT_ENV, ROOT, git

RUN: Final = (sys.executable, "-m")
ZIZMOR: Final = str(Path(sys.executable).with_name("zizmor"))
PYTEST: Final = (*RUN, "pytest", "-x", "-q", "-p", "no:cacheprovider")
PARALLEL: Final = ("-n", "auto", "--dist", "worksteal")
ALONE: Final = ("tests/combinations", "tests/emulated", "tests/systems")
LONG: Final = (
    (*PYTEST, *PARALLEL, "-m", "long", *(f"--ignore={folder}" for folder in ALONE)),
    (*PYTEST, "-m", "long", "tests/combinations"),
    (*PYTEST, "-m", "long", "tests/emulated"),
    (*PYTEST, "-n", "2", "-m", "long", "tests/systems"),
)
TIERS: Final = {
    "lint": (
        (*RUN, "ruff", "format", "--check"),
        (*RUN, "ruff", "check"),
        (*RUN, "mypy"),
        (ZIZMOR, "--offline", "--quiet", ".github/workflows"),
    ),
    "everyday": ((*PYTEST, *PARALLEL),),
    "share": LONG,
    "nightly": tuple((*command, "--rest") for command in LONG),
}
# A commit is named by its time, too: the same breakage has the same seed again.
WHEN: Final = "2026-01-01T00:00:00+00:00"
SAID: Final = re.compile(
    r"^(?:FAILED|ERROR) (.+)$|^([\w./-]+:\d+:.*error.*)$|^(.*error\[.*)$", re.M
)


def main() -> int:
    """Break what was asked for, and return how many nobody noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.breakages", description=__doc__)
    parser.add_argument("kind", nargs="*", help="what to break; all without it")
    parser.add_argument("--until", choices=TIERS, default="share", help="who has the last look")
    given = parser.parse_args()
    chosen = [each for each in breakages() if not given.kind or each.kind in given.kind]
    tiers = list(TIERS)[: list(TIERS).index(given.until) + 1]
    unnoticed = 0
    for breakage in chosen:
        began = time.monotonic()
        tier, by = noticed(breakage, tiers)
        unnoticed += not tier
        sys.stdout.write(
            f"{breakage.kind}: {breakage.what}\n"
            f"  {tier or 'nobody'} {by} ({time.monotonic() - began:.0f} s)\n"
        )
        sys.stdout.flush()
    return unnoticed


def noticed(breakage: Breakage, tiers: list[str]) -> tuple[str, str]:
    """Return the first tier that notices a breakage, and what it says."""
    with tempfile.TemporaryDirectory(prefix="tfdr-breakage-") as folder:
        clone = Path(folder) / "checkout"
        git(ROOT, "clone", "-q", str(ROOT), str(clone))
        breakage.make(clone)
        subprocess.run(
            ["git", "commit", "-q", "-a", "-m", breakage.what],
            cwd=clone,
            env={**os.environ, **GIT_ENV, "GIT_AUTHOR_DATE": WHEN, "GIT_COMMITTER_DATE": WHEN},
            check=True,
        )
        for tier in tiers:
            for said in complaints(clone, tier):
                return tier, said
    return "", ""


def complaints(clone: Path, tier: str) -> Iterator[str]:
    """Run a tier, and return what each command that fails says first."""
    env = {
        **os.environ,
        "PYTHONPATH": str(clone / "generator"),
        "TFDR_SEED": git(clone, "rev-parse", "HEAD").strip(),
        "TFDR_REQUIRE_ALL": "1",
    }
    for command in TIERS[tier]:
        done = subprocess.run(
            command, cwd=clone, env=env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            said = done.stdout + done.stderr
            first = SAID.search(said)
            yield next(filter(None, first.groups())) if first else said[-500:]


if __name__ == "__main__":
    sys.exit(main())
