"""What Terraform has to be told to work with the emulated AWS, beside a repository, not in it.

moto answers what it does not know with status 500, which the provider would repeat for nine
minutes; a few times are enough for connections that break on a busy machine. It does not know
virtual-hosted bucket names. Override files are Terraform's own way to say so without touching the
files that are to be tested.
"""

import shutil
from pathlib import Path

from tfdr.hcl import Block, read_tree
from tfdr.terraform.overlay import LOCK

OVERRIDE_FILE = "emulator_override.tf"
"""Name of the file: Terraform merges what ends in `_override.tf` into the rest."""

_PROVIDER_SETTINGS = (
    "max_retries       = 6",
    "s3_use_path_style = true",
)
_BACKEND_SETTINGS = (
    "max_retries    = 6",
    "use_path_style = true",
)
_LEFT_OUT = (".git", ".terraform", "*.tfstate", "*.tfstate.*")
_PINNED = """\
terraform {{
  required_providers {{
    aws = {{
      source  = "hashicorp/aws"
      version = "{}"
    }}
  }}
}}
"""


def copy_with_overrides(repository: Path, copy: Path, provider: str = "") -> list[Path]:
    """Copy a repository and write the emulator's override into each of its roots, there.

    Args:
        repository: what is to be run; it stays as it is.
        copy: where the copy goes; must not exist.
        provider: the only version of the AWS provider that may run; without one, what the
            repository says, its lock files included.

    Returns:
        The override files, in the copy.
    """
    left_out = shutil.ignore_patterns(*_LEFT_OUT, *([LOCK] if provider else []))
    shutil.copytree(repository, copy, ignore=left_out)
    written = []
    for directory, module in sorted(read_tree(copy).modules.items()):
        providers = [b for b in module.of_kind("provider") if b.labels == ("aws",)]
        if providers:
            override = directory / OVERRIDE_FILE
            backends = [b for t in module.of_kind("terraform") for b in t.blocks]
            text = override_text(providers, backends)
            if provider:
                text += "\n" + _PINNED.format(provider)
            override.write_text(text, encoding="utf-8")
            written.append(override)
    return written


def override_text(providers: list[Block], nested: list[Block]) -> str:
    """Return the override for a root's AWS provider blocks and, if it is in S3, its backend.

    Args:
        providers: the `provider "aws"` blocks; each alias needs a block of its own.
        nested: what is in the `terraform` blocks, the `backend` among it.
    """
    parts = [_provider(block) for block in providers]
    if any(block.kind == "backend" and block.labels == ("s3",) for block in nested):
        parts.append(_block('terraform {\n  backend "s3" {', _BACKEND_SETTINGS, "  }\n}", 4))
    return "\n".join(parts)


def _provider(block: Block) -> str:
    alias = block.expression("alias")
    named = (f'alias             = "{alias.value}"',) if alias is not None else ()
    return _block('provider "aws" {', (*named, *_PROVIDER_SETTINGS), "}", 2)


def _block(opening: str, settings: tuple[str, ...], closing: str, indent: int) -> str:
    body = "".join(f"{' ' * indent}{setting}\n" for setting in settings)
    return f"{opening}\n{body}{closing}\n"
