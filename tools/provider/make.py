"""Makes the extracts of the provider's schema: `python -m tools.provider.make --write`.

It needs Terraform with the AWS provider 5.100.0, and npm and pip for the bindings. Without
`--write` it says whether what is checked in is what would be written. `--history` reads the
bindings of all versions of 6 too, which are 3 GB to download.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tfdr.provider import read
from tfdr.provider.history import FILE

from tools.provider import history, ids, packages, six, write

TERRAFORM = "5.100.0"
_PROVIDER = "registry.terraform.io/hashicorp/aws"
_CONFIGURATION = f"""\
terraform {{
  required_providers {{
    aws = {{
      source  = "hashicorp/aws"
      version = "{TERRAFORM}"
    }}
  }}
}}
"""


def schema(folder: Path) -> write.Json:
    """The provider's schema, as Terraform gives it."""
    (folder / "main.tf").write_text(_CONFIGURATION)
    subprocess.run(["terraform", "init"], cwd=folder, check=True, capture_output=True)
    command = ["terraform", "providers", "schema", "-json"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True)
    found: write.Json = json.loads(done.stdout)["provider_schemas"][_PROVIDER]
    ids.correct(found, folder)
    return found


def bindings(package: packages.Package) -> packages.Read:
    """What bindings of the provider say."""
    with tempfile.TemporaryDirectory(prefix="tfdr-") as temporary:
        print(f"reading {package}", file=sys.stderr)
        return packages.read(package, Path(temporary))


def extracts() -> dict[Path, bytes]:
    """The content of each extract."""
    with tempfile.TemporaryDirectory(prefix="tfdr-") as temporary:
        five = schema(Path(temporary))
    old, new = bindings(packages.FIVE), bindings(packages.SIX[-1])
    title = f"hashicorp/aws {new.provider}, from {packages.SIX[-1]} and {TERRAFORM}"
    return {
        read.path(read.FIVE): write.extract(five, f"hashicorp/aws {TERRAFORM}, from Terraform"),
        read.path(read.SIX): write.extract(six.newer(five, old.types, new.types), title),
    }


def past() -> str:
    """The history of 6."""
    found: dict[str, history.Seen] = {}
    for package in packages.SIX:
        said = bindings(package)
        found[".".join(said.provider.split(".")[:2])] = history.seen(said.types)
    return history.text(found)


def main() -> int:
    """Write the extracts and the history, or compare them with what is checked in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write them")
    parser.add_argument("--history", action="store_true", help="the history of 6 too")
    args = parser.parse_args()
    made = extracts()
    if args.history:
        made[FILE] = past().encode()
    stale = []
    for path, content in made.items():
        if args.write:
            path.write_bytes(content)
        elif _bare(path.read_bytes()) != _bare(content):
            stale.append(path.name)
    for name in stale:
        print(f"{name} is not what would be written", file=sys.stderr)
    return 1 if stale else 0


def _bare(content: bytes) -> bytes:
    """What is in it, however well it was compressed."""
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


if __name__ == "__main__":
    sys.exit(main())
