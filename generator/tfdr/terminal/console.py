"""What every command says and how: colour and tables for people, plain text when piped."""

import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

# No emoji: `main.tf:100:` is a place.
out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


WIDTH: Final = 80
"""Columns of running text, however wide the terminal is: longer lines are hard to read."""


def safe(text: str) -> str:
    """A text in which what a terminal would take as a command is shown, not sent."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each in "\n\t" else repr(each)[1:-1] for each in text
    )


def say(text: str, style: str = "") -> None:
    """Print a text as it is, whoever wrote it."""
    out.print(safe(text), style=style or None, markup=False)


def paragraph(text: str, style: str = "", indent: str = "") -> None:
    """Print running text in lines that fit."""
    width = min(out.width, WIDTH) - 1  # a full line makes some terminals skip one
    for line in text.splitlines() or [""]:
        lines = textwrap.wrap(
            safe(line),
            width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_on_hyphens=False,
            break_long_words=True,
        )
        for each in lines or [""]:
            out.print(each, style=style or None, markup=False)


def heading(title: str, aside: str = "") -> None:
    """Print a heading with a rule beneath it, and something at the end of its line."""
    width = min(out.width, WIDTH) - 1
    out.print()
    line = f"{safe(title)}{safe(aside).rjust(width - len(title))}"
    out.print(line, style="bold", markup=False)
    out.print("─" * width if _draws_lines() else "-" * width, style="dim")


def _draws_lines() -> bool:
    try:
        "─".encode(getattr(out.file, "encoding", None) or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def error(message: str) -> None:
    """Print one clear message about what went wrong, on standard error."""
    err.print(f"[bold red]tfdr:[/] {escape(safe(message))}")


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
    """Print rows as a table: with colour on a terminal, as aligned plain text elsewhere."""
    rows = [[safe(cell) for cell in row] for row in rows]
    if not out.is_terminal:
        widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
        for row in (columns, *rows):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            print("  ".join(cells).rstrip())
        sys.stdout.flush()  # what is shown before something is written has to have been shown
        return
    grid = Table(*columns, title=title or None, title_justify="left", box=None, header_style="bold")
    for row in rows:
        grid.add_row(*map(escape, row))
    out.print(grid)


def tree(files: Sequence[str]) -> None:
    """Print the names of files: as a tree on a terminal, one a line elsewhere."""
    if not out.is_terminal:
        for file in files:
            print(file)
        return
    from rich.tree import Tree

    root = Tree(".", guide_style="dim")
    branches = {"": root}
    for file in files:
        parts = file.split("/")
        for depth in range(1, len(parts) + 1):
            path, above = "/".join(parts[:depth]), "/".join(parts[: depth - 1])
            if path not in branches:
                branches[path] = branches[above].add(escape(parts[depth - 1]))
    out.print(root)


def next_steps(*commands: str) -> None:
    """End a command's output with what to run now."""
    out.print("\n[bold]Next:[/]" if out.is_terminal else "\nNext:")
    for command in commands:
        out.print(f"  {escape(safe(command))}")


@contextmanager
def progress(label: str) -> Iterator[None]:
    """Show that something slow is under way, on terminals only."""
    if not sys.stderr.isatty():
        yield
        return
    with err.status(escape(label)):
        yield
