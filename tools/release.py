"""Makes a release: `python -m tools.release VERSION`, which `make release VERSION=...` calls.

It writes the version, the changelog's heading and the archive of the template, from which later
versions update what this one generated; commits and tags them; builds the wheel; and begins the
next version. Nothing leaves this machine: the commands that publish are printed.
"""

import argparse
import gzip
import io
import re
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from packaging.version import InvalidVersion, Version
from tfdr.rendering.history import PARTS

ROOT: Final = Path(__file__).parents[1]
ARCHIVES: Final = Path("generator", "tfdr", "releases")
KEPT: Final = 12
"""How many earlier templates travel with the package; about half a megabyte each."""

_VERSION: Final = re.compile(r'^version = "(.+)"$', re.MULTILINE)
_UNRELEASED: Final = "## [Unreleased]"


class Refused(Exception):
    """Why there can be no release now."""


def refuse_unless_ready(root: Path, version: str) -> None:
    """Check what a release needs.

    Raises:
        Refused: it is not there, with what to do.
    """
    try:
        new = Version(version)
    except InvalidVersion:
        raise Refused(f"{version} is no version: name one such as 1.2.0") from None
    if new.is_prerelease or str(new) != version or len(new.release) != 3:
        raise Refused(f"{version} is no release: name one such as 1.2.0")
    if _git(root, "status", "--porcelain"):
        raise Refused("there are changes that are not committed: commit them first")
    tags = {Version(tag[1:]) for tag in _git(root, "tag", "--list", "v[0-9]*").split()}
    if tags and new <= max(tags):
        raise Refused(f"v{max(tags)} has been released already: name a later version")
    if new < Version(Version(_current(root)).base_version):
        raise Refused(f"pyproject.toml says {_current(root)}, which is later than {version}")
    if not _notes(root):
        raise Refused(f"CHANGELOG.md says nothing under {_UNRELEASED}: say what users get")


def prepare(root: Path, version: str, day: str) -> list[Path]:
    """Write what a release changes in the repository.

    Args:
        root: the repository.
        version: of the release.
        day: on which it is made, such as 2026-11-30.

    Returns:
        The files that were written or deleted.
    """
    changelog = root / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    heading = f"{_UNRELEASED}\n\n## [{version}] - {day}"
    changelog.write_text(text.replace(_UNRELEASED, heading, 1), encoding="utf-8")
    _set(root, version)
    archive = root / ARCHIVES / f"v{version}.tar.gz"
    archive.parent.mkdir(exist_ok=True)
    archive.write_bytes(packed(root))
    kept = sorted(root.glob(f"{ARCHIVES}/v*.tar.gz"), key=lambda each: Version(each.name[1:-7]))
    for old in kept[:-KEPT]:
        old.unlink()
    return [changelog, root / "pyproject.toml", archive, *kept[:-KEPT]]


def packed(root: Path) -> bytes:
    """The template of a repository as an archive that is the same whenever it is made."""
    names = _git(root, "ls-files", "-z", "--", *PARTS).split("\0")
    content = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=content, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as archive,
    ):
        for name in sorted(filter(None, names)):
            entry = archive.gettarinfo(root / name, name)
            entry.mtime = entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.mode = 0o755 if entry.mode & 0o100 else 0o644
            with (root / name).open("rb") as file:
                archive.addfile(entry, file)
    return content.getvalue()


def _set(root: Path, version: str) -> None:
    path = root / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(_VERSION.sub(f'version = "{version}"', text, count=1), encoding="utf-8")


def _current(root: Path) -> str:
    found = _VERSION.search((root / "pyproject.toml").read_text(encoding="utf-8"))
    if found is None:
        raise Refused("pyproject.toml has no line `version = ...`")
    return found[1]


def _notes(root: Path) -> str:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    return text.partition(_UNRELEASED)[2].partition("\n## [")[0].strip()


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def release(root: Path, version: str) -> None:
    """Commit and tag a release, and begin the next version.

    Raises:
        Refused: there can be none now.
    """
    refuse_unless_ready(root, version)
    prepare(root, version, datetime.now(UTC).strftime("%Y-%m-%d"))
    _git(root, "add", "--all")
    _git(root, "commit", "--quiet", "--message", f"Release {version}")
    _git(root, "tag", "--annotate", "--message", f"tfdr {version}", f"v{version}")
    major, minor, _ = Version(version).release
    following = f"{major}.{minor + 1}.0.dev0"
    _set(root, following)
    _git(root, "commit", "--quiet", "--all", "--message", f"Begin {following}")


def _build(root: Path, version: str) -> None:
    """Build the wheel of a tag, from a clone that holds nothing else."""
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    source = f"git+file://{root}@v{version}"
    subprocess.run([*wheel, "--wheel-dir", str(root / "dist"), source], check=True)


def main() -> int:
    """Make a release of this repository, and say how to publish it."""
    parser = argparse.ArgumentParser(description="Make a release of this repository.")
    parser.add_argument("version")
    version = parser.parse_args().version
    try:
        release(ROOT, version)
    except Refused as error:
        print(f"no release: {error}", file=sys.stderr)
        return 2
    _build(ROOT, version)
    print(f"dist/tfdr-{version}-py3-none-any.whl\n\nNext:")
    print(f"  git push origin main v{version}")
    print(f"  twine upload dist/tfdr-{version}-py3-none-any.whl")
    return 0


if __name__ == "__main__":
    sys.exit(main())
