"""Whatever a policy of the template allows or denies is in AWS's reference of actions."""

import fnmatch
import re
from pathlib import Path

from tfdr import facts

from tests.support import ROOT

_ACTION = re.compile(r'"([a-z0-9-]+):([A-Z][A-Za-z]+\*?)"')
_KEYS_OF_ALL = "aws"  # conditions that no single service has


def test_every_action_is_in_the_reference() -> None:
    said = {
        (match[1], match[2])
        for path in (ROOT / "template").rglob("*.tf*")
        for match in _ACTION.finditer(path.read_text(encoding="utf-8"))
        if match[1] != _KEYS_OF_ALL
    }
    assert len(said) > 100
    pages = {path.stem for path in Path(facts.FOLDER / "authorization").glob("*.yml")}
    unknown = sorted({prefix for prefix, _ in said} - pages)
    assert unknown == [], "add them to tools/authorization.py, then make facts"
    wrong = [f"{prefix}:{name}" for prefix, name in sorted(said) if not _is_known(prefix, name)]
    assert wrong == []


def _is_known(prefix: str, name: str) -> bool:
    page = facts.read(f"authorization/{prefix}.yml")
    return bool(fnmatch.filter(page["actions"], name)) or f"{prefix}:{name}" in page["conditions"]
