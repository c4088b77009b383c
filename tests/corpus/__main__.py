"""Measures the check on public systems that somebody fetched, and writes docs/corpus.md.

    python -m tests.corpus DIR --write

DIR holds a folder `OWNER+NAME` for each repository that `repositories.yml` names, at its commit.
Without `--write` it is measured and compared, and nothing is written.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.corpus import page
from tests.corpus.data import MEASURED, label, read

_SUFFIXES = (".tf", ".tofu", ".tf.json")
_TIMEOUT = 300


def measure(folder: Path) -> dict[str, Any]:
    """What the check says of one repository, and how long it takes."""
    lines = sum(
        path.read_bytes().count(b"\n")
        for path in folder.rglob("*")
        if path.name.endswith(_SUFFIXES) and path.is_file()
    )
    command = [sys.executable, "-m", "tfdr.cli", "check", str(folder), "--no-terraform"]
    before = _spent()
    done = subprocess.run(
        [*command, "--format", "json"],
        capture_output=True,
        text=True,
        timeout=_TIMEOUT,
        check=False,
    )
    seconds = _spent() - before
    if done.returncode not in (0, 1) or not done.stdout:
        return {"lines": lines, "seconds": round(seconds, 2), "crash": done.stderr[-300:]}
    said = json.loads(done.stdout)
    return {
        "lines": lines,
        "seconds": round(seconds, 2),
        "roots": sum(len(each["roots"]) for each in said["systems"]),
        "joined": sum(len(each["roots"]) > 1 for each in said["systems"]),
        "several_regions": sum(len(each["regions"]) > 1 for each in said["systems"]),
        "findings": sorted(_place(each) for each in said["findings"]),
        "unknown": sorted(_place(each) for each in said["unknown"]),
    }


def _spent() -> float:
    """Seconds of processor time of all processes that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _place(finding: dict[str, Any]) -> str:
    return f"{finding['id']} {finding['file']}:{finding['line']}"


def main() -> int:
    """Measure, say what is not labelled, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if args.directory is not None:
        began = time.monotonic()
        found: dict[str, Any] = {}
        for name in read("repositories.yml"):
            folder = args.directory / name.replace("/", "+")
            if not folder.is_dir():
                sys.stderr.write(f"{folder} is not there\n")
                return 2
            found[name] = measure(folder)
        _say(found)
        result = {
            "measured": datetime.now(UTC).date().isoformat(),
            "cores": os.cpu_count(),
            "took": round(time.monotonic() - began),
            "repositories": found,
        }
        if args.write:
            MEASURED.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if args.write:
        page.PAGE.write_text(page.text(), encoding="utf-8")
    return 0


def _say(found: dict[str, Any]) -> None:
    """Print what differs from what was measured before: it is not labelled yet."""
    before = json.loads(MEASURED.read_text())["repositories"] if MEASURED.is_file() else {}
    for name, each in found.items():
        known = before.get(name, {}).get("findings", [])
        for place in sorted(set(each.get("findings", [])) - set(known)):
            print(f"new: {name}: {place} {label(name, place)}")


if __name__ == "__main__":
    sys.exit(main())
