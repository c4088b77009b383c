"""Every rule has a page, which says what the rule is; the index lists all of them."""

from collections import defaultdict

import pytest
from tfdr.rules import Rule
from tfdr.rules.page import MAIN, MARK
from tfdr.rules.registry import FAMILIES, registered

from tests.rules.pages import lacks
from tests.support import ROOT
from tools import rule_index

FOLDER = ROOT / "generator" / "tfdr" / "rules"


@pytest.mark.parametrize("rule", registered().values(), ids=lambda rule: rule.id)
def test_a_page_has_all_that_a_page_needs(rule: Rule) -> None:
    assert lacks(rule) == [], rule.file.with_suffix(".md")


def test_pages_and_code_come_in_pairs_in_the_folders_of_families() -> None:
    pages = {path.with_suffix("") for path in FOLDER.glob("*/*.md")}
    assert pages == {rule.file.with_suffix("") for rule in registered().values()}
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert folders - {"__pycache__"} == set(FAMILIES)


def test_no_case_is_written_twice() -> None:
    homes = defaultdict(list)
    for rule in registered().values():
        for case in rule.page.cases:
            texts = {each.path: MARK.sub("", each.text).strip() for each in case.blocks}
            if len(texts) > 1 or len(texts[MAIN].splitlines()) > 20:
                homes[tuple(sorted(texts.items()))].append(f"{rule.id} {case.heading}")
    assert not [several for several in homes.values() if len(several) > 1]


def test_the_index_is_current() -> None:
    assert rule_index.INDEX.read_text() == rule_index.index(), "run `make docs`"
