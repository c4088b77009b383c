"""`terraform validate` of many roots, of which only the first is initialized.

All need the same provider, so they share what `terraform init` fetched, the lock file that it wrote
and one process of the provider. Which modules there are differs: `terraform get` notes that for
each, and since all modules are local it takes a tenth of a second.
"""

import os
import re
import shutil
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

from tfdr import terraform
from tfdr.provider.catalogue import proven
from tfdr.terraform import providers
from tfdr.terraform.constraints import allows

from tests.running_provider import running_provider

LOCK = ".terraform.lock.hcl"

# What the provider at hand has against code for 6 alone. That its names are right for 6 is what the
# schema layer of the check says, by an extract.
_ONLY_6 = re.compile(
    r'blocks of type "key_schema"|argument "hash_key" is required'
    r'|argument named "enable_accelerated_recovery"',
    re.I,
)


class Validation:
    """Validates roots with what one of them was initialized with.

    Attributes:
        data: a directory for what Terraform keeps.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self._shared = data / "shared"
        self._first: Path | None = None
        self._lock = threading.Lock()
        self._running = ExitStack()
        self._attached: dict[str, str] = {}

    def errors(self, root: Path) -> list[str]:
        """Return what `terraform validate` has against a root, in which a lock file is written."""
        if not allows(_constraint(root), proven()):
            return [each for each in self.errors(self._lowered(root)) if not _ONLY_6.search(each)]
        tool = terraform.find()
        with self._lock:
            first = self._first = self._first or self._initialized(root)
        own = Path(tempfile.mkdtemp(dir=self.data))
        (own / "providers").symlink_to(self._shared / "providers")
        if root != first:
            shutil.copy(first / LOCK, root / LOCK)
        got = tool.run(["get", "-no-color"], root, env={"TF_DATA_DIR": str(own)})
        if got.code != 0:
            return [got.message]
        return [
            f"{found.file}:{found.line}: {found.summary}: {found.detail}"
            for found in tool.validate(root, own, env=self._attached)
            if found.is_error
        ]

    def _lowered(self, root: Path) -> Path:
        """A copy of a root that asks for provider 6 alone, which allows what is at hand."""
        is_inner = root.name == "bootstrap"  # which calls modules of the repository around it
        copy = Path(tempfile.mkdtemp(dir=self.data)) / "lowered"
        shutil.copytree(root.parent if is_inner else root, copy)
        for path in copy.rglob("*.tf"):
            path.write_text(path.read_text().replace(_constraint(root), "~> 5.100"))
        return copy / root.name if is_inner else copy

    def _initialized(self, root: Path) -> Path:
        plugins = providers.chosen_directory(None)
        env = providers.environment(plugins)
        result = terraform.find().init(root, self._shared, plugins=plugins, env=env)
        assert result.code == 0, result.message
        provider = running_provider(self._shared / "providers")
        self._attached = self._running.enter_context(provider)
        return root

    def close(self) -> None:
        """End the provider."""
        self._running.close()


def _constraint(root: Path) -> str:
    """The constraint of the AWS provider that a root module has itself."""
    texts = (path.read_text() for path in sorted(root.glob("*.tf")))
    found = (re.search(r'"hashicorp/aws"\s+version\s+= "([^"]+)"', text) for text in texts)
    return next(match[1] for match in found if match)


def validate_all(roots: Sequence[Path], data: Path) -> dict[Path, list[str]]:
    """Validate roots, as many at once as there are cores; return the errors in each."""
    data.mkdir(parents=True)
    with closing(Validation(data)) as validation, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return dict(zip(roots, pool.map(validation.errors, roots), strict=True))
