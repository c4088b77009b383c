"""Pages of HTML that need nothing else: no network, no script, no other file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import jinja2

_FRAME: Final = Path(__file__).parent


def render(template: Path, values: Mapping[str, object]) -> str:
    """A page as text; every value is escaped.

    Args:
        template: a Jinja template that extends `frame.html.j2`.
        values: what it shows.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([template.parent, _FRAME]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template.name).render(values)


def write(path: Path, page: str) -> None:
    """Write a page, with the directories that lead to it.

    Raises:
        OSError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
