"""Applies presets with the newest AWS provider: `python -m tools.newest [PRESET ...]`.

Everything that is applied in tests runs on one version of the provider, while whoever has a
registry gets the newest. This generates each preset, checks it with Terraform and drills it on the
emulated AWS with the newest version that the registry has, by the Terraform or OpenTofu that tfdr
finds: run it with the newest of those too. It writes the reports of the drills, and ends with 1
when one fails.
"""

import argparse
import json
import os
import sys
import tempfile
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from tfdr import cli
from tfdr.drill.provider import VARIABLE
from tfdr.questionnaire.presets import available
from tfdr.rendering.sources import built_in_root
from tfdr.terraform.constraints import allows
from tfdr.terraform.providers import version_key

VERSIONS = "https://registry.terraform.io/v1/providers/hashicorp/aws/versions"
ALLOWED = ">= 5.100, < 7.0"


def newest(versions: Iterable[str]) -> str:
    """The newest release that what we generate may get.

    Raises:
        ValueError: there is none.
    """
    fit = [version for version in versions if allows(ALLOWED, version)]
    if not fit:
        raise ValueError(f"the registry has no release within {ALLOWED}")
    return max(fit, key=version_key)


def registered() -> list[str]:
    """The versions that the registry has."""
    with urllib.request.urlopen(VERSIONS, timeout=60) as answer:
        return [each["version"] for each in json.load(answer)["versions"]]


def play(preset: str, folder: Path, reports: Path) -> dict[str, int]:
    """Generate, check and drill a preset; return the exit code of each step that was reached."""
    repository = folder / preset
    steps = {
        "new": ["new", str(repository), "--preset", preset, "--defaults"],
        "check": ["check", str(repository)],
        "drill": ["drill", str(repository), "--report", str(reports / preset)],
    }
    done: dict[str, int] = {}
    for name, command in steps.items():
        done[name] = int(cli.main(command))
        if done[name] and name == "new":
            break
    return done


def main() -> int:
    """Play presets and say what became of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("presets", nargs="*", metavar="PRESET", help="by default all of them")
    parser.add_argument("--provider", default="", help="this version instead of the newest")
    parser.add_argument("--reports", default="newest", help="folder of the drills' reports")
    args = parser.parse_args()
    version = args.provider or newest(registered())
    os.environ[VARIABLE] = version
    reports = Path(args.reports)
    reports.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tfdr-newest-") as temporary:
        chosen = args.presets or [each.name for each in available(built_in_root())]
        done = {preset: play(preset, Path(temporary), reports) for preset in chosen}
    print(f"\nAWS provider {version}")
    for preset, codes in done.items():
        said = ", ".join(f"{name} {'ok' if code == 0 else code}" for name, code in codes.items())
        print(f"{preset}: {said}")
    return 1 if any(code for codes in done.values() for code in codes.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
