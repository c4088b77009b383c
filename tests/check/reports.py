"""What `tfdr check` reports of files that a test writes."""

import json
from pathlib import Path
from typing import Any

from tests.support import Tfdr


def check(tfdr: Tfdr, root: Path, files: dict[str, str], *flags: str) -> dict[str, Any]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    done = tfdr("check", root, "--no-terraform", "--format", "json", *flags)
    assert done.out, done.err
    report: dict[str, Any] = json.loads(done.out)
    return report
