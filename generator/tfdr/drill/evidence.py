"""Writes the report of a drill: for people who read, who look, and for machines."""

import json
from pathlib import Path

from tfdr.drill import page
from tfdr.drill.report import Drill
from tfdr.errors import TfdrError


def write(drill: Drill, file: Path) -> list[Path]:
    """Write a report as Markdown and, beside it, as a page of HTML and as JSON; return the files.

    Raises:
        TfdrError: a file cannot be written.
    """
    pages = {
        file.with_suffix(".md"): drill.as_markdown(),
        file.with_suffix(".html"): page.text(drill),
        file.with_suffix(".json"): json.dumps(drill.as_json(), indent=2) + "\n",
    }
    for path, text in pages.items():
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise TfdrError(f"--report {file}: {error.strerror or error}") from error
    return list(pages)
