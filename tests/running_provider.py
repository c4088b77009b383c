"""The AWS provider, started once for many commands of Terraform.

Most of what `terraform validate` takes is the start of the provider, which reads its own schemas.
`-debug` has it stay, and say by which variable Terraform finds it.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tfdr.terraform.providers import PLATFORM, PROVIDER

VARIABLE = "TF_REATTACH_PROVIDERS"
# Without Terraform to filter it, it would write down each call.
_SILENT = dict.fromkeys(("TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_SDK", "TF_LOG_SDK_PROTO"), "off")
_SAID = re.compile(rf"{VARIABLE}='(.+)'")


@contextmanager
def running_provider(providers: Path) -> Iterator[dict[str, str]]:
    """Start the one provider that an init put into a folder; give what to set for Terraform."""
    (program,) = providers.glob(f"{PROVIDER}/*/{PLATFORM}/terraform-provider-aws_v*")
    process = subprocess.Popen(
        [program, "-debug"],
        env={**os.environ, **_SILENT},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        assert process.stdout is not None
        try:
            found = (_SAID.search(line) for line in process.stdout)
            yield {VARIABLE: next(match[1] for match in found if match)}
        finally:
            process.kill()
