"""`terraform validate` of many roots, of which only the first is initialized.

All need the same provider, so they share what `terraform init` fetched and the lock file that it
wrote. Which modules there are differs: `terraform get` notes that for each, and since all modules
are local it takes a tenth of a second.
"""

import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from generator import terraform
from generator.terraform import providers

LOCK = ".terraform.lock.hcl"


def validate_all(roots: Sequence[Path], data: Path) -> dict[Path, list[str]]:
    """Validate roots, as many at once as there are cores; return the errors in each.

    Args:
        roots: directories, in which lock files are written.
        data: a new directory for what Terraform keeps.
    """
    tool, plugins = terraform.find(), providers.chosen_directory(None)
    shared = data / "shared"
    first, *_ = roots
    result = tool.init(first, shared, plugins=plugins, env=providers.environment(plugins))
    assert result.code == 0, result.message

    def errors(number: int, root: Path) -> list[str]:
        own = data / f"{number:04}"
        own.mkdir()
        (own / "providers").symlink_to(shared / "providers")
        if root != first:
            shutil.copy(first / LOCK, root / LOCK)
        got = tool.run(["get", "-no-color"], root, env={"TF_DATA_DIR": str(own)})
        if got.code != 0:
            return [got.message]
        return [
            f"{found.file}:{found.line}: {found.summary}: {found.detail}"
            for found in tool.validate(root, own)
            if found.is_error
        ]

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return dict(zip(roots, pool.map(errors, range(len(roots)), roots), strict=True))
