"""Runs `tfdr check --no-terraform` over Terraform that others wrote: no crash, and how fast.

    python scripts/corpus.py DIR...

Each folder below DIR with .tf files in it, and none above it, is checked by itself.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_SUFFIXES = (".tf", ".tf.json")
_TIMEOUT = 300


def roots(top: Path) -> Iterator[Path]:
    """The folders with Terraform that are in no other one with Terraform."""
    for folder, folders, names in os.walk(top):
        if any(name.endswith(_SUFFIXES) for name in names):
            yield Path(folder)
            folders.clear()
        folders.sort()


def main() -> int:
    """Check all of it; say what crashed, and the seconds per 1,000 lines."""
    if len(sys.argv) < 2:
        sys.stderr.write(__doc__ or "")
        return 2
    lines, seconds, outcomes, crashed = 0, 0.0, Counter[str](), []
    findings, failed_rules = Counter[str](), Counter[str]()
    unread: list[str] = []
    for root in (each for top in sys.argv[1:] for each in roots(Path(top))):
        own = sum(
            path.read_bytes().count(b"\n")
            for path in root.rglob("*")
            if path.name.endswith(_SUFFIXES) and path.is_file()
        )
        command = [sys.executable, "-m", "tfdr.cli", "check", root, "--no-terraform"]
        began = time.perf_counter()
        try:
            done = subprocess.run(
                [*command, "--format", "json"],
                capture_output=True,
                text=True,
                timeout=_TIMEOUT,
                check=False,
            )
            code, out, err = done.returncode, done.stdout, done.stderr
        except subprocess.TimeoutExpired:
            code, out, err = -1, "", f"took more than {_TIMEOUT} s"
        seconds += time.perf_counter() - began
        lines += own
        outcomes[str(code)] += 1
        if code not in (0, 1, 2, 3) or "Traceback" in err:
            crashed.append(f"{root}: {err.strip().splitlines()[-1:]}")
        elif out:
            said = json.loads(out)
            findings.update(each["id"] for each in said["findings"])
            unread += [f"{root}/{e['file']}" for e in said["findings"] if e["id"] == "PARSE"]
            wrong = [each for each in said["unknown"] if "the rule itself" in each["message"]]
            failed_rules.update(f"{each['id']}: {each['message']}" for each in wrong)
    number = sum(outcomes.values())
    print(f"{number} directories, {lines} lines, {seconds:.1f} s")
    print(f"{1000 * seconds / max(lines, 1):.2f} s per 1,000 lines, start of the process included")
    print(f"exit codes: {dict(outcomes)}; {len(crashed)} crashed")
    print("\n".join(crashed))
    print(f"not parsed: {', '.join(unread) or 'none'}")
    print(f"rules that failed themselves: {dict(failed_rules) or 'none'}")
    print("commonest findings:", ", ".join(f"{id_} ({n})" for id_, n in findings.most_common(12)))
    return 1 if crashed or failed_rules else 0


if __name__ == "__main__":
    sys.exit(main())
