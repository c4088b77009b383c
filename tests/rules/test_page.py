"""How pages are read, and what is said of one that is written wrongly."""

from pathlib import Path

import pytest
from tfdr.rules import registry
from tfdr.rules.page import FAILS, PASSES, Block, read

from tests.rules.cases import marked, write

TOP = """\
# FO99: A function retries

Severity: error

## Why

What is lost
is lost.

## Fix

Retry.

## Source

<https://docs.aws.amazon.com/lambda>
"""
CASE = '\n## Fails\n\n```terraform\nresource "a" "b" {} # FAIL a.b\n```\n'


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "fo99_retry.md"


def test_words_are_read_as_paragraphs(page: Path) -> None:
    page.write_text(TOP + CASE)
    found = read(page)
    assert (found.id, found.title, found.severity) == ("FO99", "A function retries", "error")
    assert (found.why, found.fix) == ("What is lost is lost.", "Retry.")
    assert found.source == "https://docs.aws.amazon.com/lambda"


def test_an_example_is_shown_without_its_marks(page: Path) -> None:
    page.write_text(TOP + CASE)
    case = read(page).first(FAILS)
    assert case.example() == 'resource "a" "b" {}\n'
    assert marked(case) == [("FAIL", "a.b", 21)]


def test_a_case_is_several_files_and_fences_may_be_longer(page: Path, tmp_path: Path) -> None:
    more = (
        "\n## Passes: all of it\n\nIn words.\n\n```terraform\nx = 1\n```\n\n`docs/a.md`:\n\n"
        "````markdown\n```mermaid\n## Why\n```\n````\n\n"
        "`p/f.zip/in/f.py`:\n\n```python\npass\n```\n"
    )
    page.write_text(TOP + CASE + more)
    case = read(page).first(PASSES)
    assert case.heading == "Passes: all of it"
    root = write(case, tmp_path / "written")
    assert (root / "main.tf").read_text() == "x = 1\n"
    assert (root / "docs" / "a.md").read_text() == "```mermaid\n## Why\n```\n"
    assert (root / "p" / "f.zip").read_bytes().startswith(b"PK")


def test_providers_are_joined_where_a_case_refers_to_them_alone(page: Path) -> None:
    refers = 'resource "a" "b" {\n  provider = aws.dr # FAIL a.b\n}\n'
    case = f"\n## Fails\n\n```terraform\n{refers}```\n"
    page.write_text(TOP + case)
    found = read(page).first(FAILS)
    (joined,) = found.files()
    assert joined.text.startswith('provider "aws" {\n  alias  = "primary"\n')
    line = joined.text.splitlines().index("  provider = aws.dr # FAIL a.b")
    assert joined.line + line == marked(found)[0][2], "lines are still those of the page"
    page.write_text(TOP + case.replace("a.b\n}", "a.b\n}\nprovider" + ' "aws" {}'))
    read.cache_clear()
    assert read(page).first(FAILS).files() == read(page).first(FAILS).blocks


def test_a_block_says_where_it_is(page: Path) -> None:
    page.write_text(TOP + CASE)
    assert read(page).cases[0].blocks == (Block("main.tf", 'resource "a" "b" {} # FAIL a.b\n', 21),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1: the first line has to be `# ID: what must hold`"),
        (TOP.replace("Severity: error\n", ""), ":1: what follows the title has to be `Severity: `"),
        (TOP.replace("## Fix", "## Cure"), ":1: the first sections have to be Why, Fix, Source"),
        (TOP.replace("Retry.", ""), ":10: Fix has to be a paragraph of text"),
        (TOP + CASE.replace("Fails", "Breaks"), ":18: a case begins with Fails, Passes or Unknown"),
        (TOP + CASE.removesuffix("```\n"), ":20: this fenced block has no end"),
        (TOP + "\n## Fails\n", ":18: a case has a block for main.tf, and one for each other"),
        (TOP + CASE + CASE.replace("\n## Fails\n", ""), ":18: a case has a block for main.tf"),
    ],
)
def test_a_page_that_is_written_wrongly_is_named_with_the_line(
    page: Path, text: str, message: str
) -> None:
    page.write_text(text)
    with pytest.raises(ValueError, match="fo99") as raised:
        read(page)
    assert f"fo99_retry.md{message}" in str(raised.value)


def test_no_page_is_read_before_it_is_asked_for() -> None:
    registry.registered.cache_clear()
    read.cache_clear()
    rules = registry.registered()
    assert len(rules) > 150
    assert read.cache_info().currsize == 0
    assert rules["FO06D"].title
    assert read.cache_info().currsize == 1
