"""`terraform fmt` on what many repositories have in common: each text is looked at once."""

import hashlib
import shutil
import tempfile
from pathlib import Path

from tfdr import terraform

SUFFIXES = (".tf", ".tfvars", ".tftest.hcl")

_seen: set[bytes] = set()


def unformatted(repository: Path) -> list[str]:
    """Return the names of files below a folder that `terraform fmt` would change."""
    texts = {
        path: hashlib.sha256(path.read_bytes()).digest()
        for path in sorted(repository.rglob("*"))
        if path.name.endswith(SUFFIXES)
    }
    assert texts, f"{repository} has nothing to format"
    with tempfile.TemporaryDirectory(prefix="tfdr-") as folder:
        for path, text in texts.items():
            if text not in _seen:
                copy = Path(folder, path.relative_to(repository))
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
        done = terraform.find().unformatted(Path(folder))
    assert done.code in (0, 3), done.message
    wrong = done.stdout.split()
    _seen.update(
        text for path, text in texts.items() if str(path.relative_to(repository)) not in wrong
    )
    return wrong
