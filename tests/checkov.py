"""Finds checkov, whose pins keep it out of our own environment."""

import shutil
import sys
from pathlib import Path


def found() -> Path | None:
    """The program: the one that `make` installed, or else one on the PATH."""
    own = str(Path(sys.prefix) / "checkov/bin/checkov")
    program = shutil.which(own) or shutil.which("checkov")
    return None if program is None else Path(program).resolve()
