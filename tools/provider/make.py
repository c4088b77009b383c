"""Makes the extracts of the provider's schema: `python -m tools.provider.make --write`.

It needs Terraform with the AWS provider 5.100.0, and npm for the bindings. Without `--write` it
says whether what is checked in is what would be written.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tfdr.provider import read

from tools.provider import bindings, ids, six, write

TERRAFORM = "5.100.0"
PACKAGE = "@cdktf/provider-aws"
BINDINGS = {read.FIVE: "20.1.0", read.SIX: "21.22.1"}
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


def package(folder: Path, version: str) -> six.Types:
    """What one version of the bindings says."""
    command = ["npm", "pack", "--silent", f"{PACKAGE}@{version}"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (archive,) = folder.glob("*.tgz")
    subprocess.run(["tar", "-xzf", archive.name], cwd=folder, check=True)
    return {(kind, type_): members for kind, type_, members in bindings.read(folder / "package")}


def extracts() -> dict[str, bytes]:
    """The content of each extract, by version."""
    with tempfile.TemporaryDirectory(prefix="tfdr-") as temporary:
        folders = {name: Path(temporary, name) for name in ("terraform", *BINDINGS)}
        for each in folders.values():
            each.mkdir()
        five = schema(folders["terraform"])
        old, new = (package(folders[name], version) for name, version in BINDINGS.items())
    return {
        read.FIVE: write.extract(five, f"hashicorp/aws {TERRAFORM}, from Terraform"),
        read.SIX: write.extract(
            six.newer(five, old, new),
            f"hashicorp/aws {read.SIX}.0, from {PACKAGE} {BINDINGS[read.SIX]} and 5.100",
        ),
    }


def main() -> int:
    """Write the extracts, or compare them with what is checked in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write them")
    args = parser.parse_args()
    stale = []
    for version, content in extracts().items():
        path = read.path(version)
        if args.write:
            path.write_bytes(content)
        elif gzip.decompress(path.read_bytes()) != gzip.decompress(content):
            stale.append(path.name)
    for name in stale:
        print(f"{name} is not what would be written", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
