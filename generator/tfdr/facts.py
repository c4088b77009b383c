"""Reads generator/tfdr/catalogue/: facts about AWS and its provider, and what is asked of them."""

from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "catalogue"
"""Where the catalogue is."""


def read(name: str) -> Any:
    """The content of a file of the catalogue, such as `names.yml`."""
    import yaml  # takes longer than a check that needs no fact

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), loader)  # noqa: S506 - a safe one
