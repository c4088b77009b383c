"""What the catalogue says of the provider's versions."""

from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parents[1] / "catalogue" / "provider.yml"


@cache
def instead() -> dict[str, str]:
    """What to write instead of what is removed or deprecated, by path."""
    found: dict[str, str] = _read()["instead"]
    return found


def deprecated() -> list[str]:
    """The paths of what is deprecated in 6.x and was not in 5.100."""
    sources: dict[str, list[str]] = _read()["deprecated"]
    return [path for paths in sources.values() for path in paths]


def _read() -> Any:
    import yaml  # takes longer than a check in which nothing is deprecated

    return yaml.safe_load(CATALOGUE.read_text())
