"""What the documentation says to type and where it leads exists."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tfdr import arguments

from tests.support import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for link in LINK.findall(prose):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_targets_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))

    text = page.read_text(encoding="utf-8")

    assert set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", text, re.M)) <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_paths_of_ours_exist(page: Path) -> None:
    ours = r"`((?:generator|tools|tests|bench|includes|presets|scripts)/[\w./-]+)`"
    for path in re.findall(ours, page.read_text(encoding="utf-8")):
        assert "NAME" in path or (ROOT / path).exists(), path


def test_makefile_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", makefile, re.M)
    phony = re.search(r"^\.PHONY: (help .+)$", makefile, re.M)

    assert phony
    assert sorted(phony[1].split()) == sorted(targets)
    assert len(re.findall(r"^[a-z-]+:.*## .+\.$", makefile, re.M)) == len(targets)


def commands() -> Iterator[tuple[str, set[str]]]:
    """Every command and its flags."""
    parser = arguments.parser()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                flags = {flag for each in command._actions for flag in each.option_strings}
                yield name, flags - {"-h", "--help"}


@pytest.mark.parametrize(("name", "flags"), list(commands()))
def test_every_flag_is_documented_and_no_other(name: str, flags: set[str]) -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    section = re.search(rf"^## tfdr {name}\b.*?(?=^## )", page, re.M | re.S)

    assert section
    assert set(re.findall(r"^\| `(--[a-z-]+)", section[0], re.M)) == flags
    assert f"`tfdr {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text())

    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))
