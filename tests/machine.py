"""Machines for tests: programs that only say something, homes and folders of providers."""

from pathlib import Path

import pytest
from tfdr.terraform import providers


def script(path: Path, text: str) -> Path:
    """Write a program for the shell."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


# Providers


def fill(directory: Path, *versions: str, platform: str = providers.PLATFORM) -> Path:
    """Put versions of the provider into a folder, as Terraform finds them there."""
    for version in versions:
        (directory / providers.PROVIDER / version / platform).mkdir(parents=True)
    return directory


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without anything of Terraform's."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("TF_PLUGIN_CACHE_DIR", "TFDR_PLUGIN_DIR", "TF_CLI_CONFIG_FILE", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "share"))
    return home
