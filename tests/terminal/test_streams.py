"""Output that is closed, full, or read no further does not stop a command."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT, SHOP, template_repository


def unread(*arguments: str | Path) -> tuple[int, bytes]:
    """Run tfdr with output that nobody reads."""
    command = [sys.executable, "-m", "tfdr.cli", *map(str, arguments)]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    os.close(write)
    return done.returncode, done.stderr


@pytest.mark.parametrize("arguments", [["presets"], ["new", "--help"]], ids=" ".join)
def test_output_that_nobody_reads_to_the_end_is_no_error(arguments: list[str]) -> None:
    assert unread(*arguments) == (0, b"")


def test_output_that_nobody_reads_changes_neither_work_nor_verdict(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    source = template_repository(tmp_path / "source")

    assert unread("new", shop, "--template", source, *SHOP[2:]) == (0, b"")
    assert (shop / "README.md").is_file()
    (shop / "broken.tf").write_text("x {")
    assert unread("diff", shop) == (1, b"")
    assert unread("check", "--no-terraform", shop) == (1, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_streams_that_are_closed_or_full_do_not_stop_it(tmp_path: Path, closed: str) -> None:
    command = shlex.join([sys.executable, "-m", "tfdr.cli", "new", str(tmp_path / "shop")])
    answers = shlex.join(map(str, SHOP))
    done = subprocess.run(
        ["bash", "-c", f"{command} {answers} {closed}"], cwd=ROOT, capture_output=True, check=False
    )

    assert b"Traceback" not in done.stderr + done.stdout
    assert done.returncode == 0
    assert (tmp_path / "shop" / "README.md").is_file()


def test_output_to_a_full_disk_is_one_message(tmp_path: Path) -> None:
    command = shlex.join([sys.executable, "-m", "tfdr.cli", "new", str(tmp_path / "shop")])
    done = subprocess.run(
        ["bash", "-c", f"{command} {shlex.join(map(str, SHOP))} >/dev/full"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr == "tfdr: No space left on device\n"
    assert list(tmp_path.iterdir()) == []
