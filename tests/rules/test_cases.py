"""Each case of each page: the rule says of it what is marked, at that address and on that line."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tfdr.rules import FAIL, UNKNOWN, Rule
from tfdr.rules.page import FAILS, PASSES, Case
from tfdr.rules.page import UNKNOWN as IS_UNKNOWN
from tfdr.rules.registry import registered

from tests.rules.cases import marked, said, verdicts, write

OUTCOMES = {FAILS: {FAIL}, PASSES: set(), IS_UNKNOWN: {UNKNOWN}}


def cases() -> Iterator[object]:
    """Each case with its rule; a page that cannot be read is what test_pages.py is about."""
    for rule in registered().values():
        with suppress(ValueError):
            for case in rule.page.cases:
                yield pytest.param(rule, case, id=f"{rule.id}-{case.heading}")


@pytest.mark.parametrize(("rule", "case"), list(cases()))
def test_a_rule_says_of_a_case_what_it_marks(rule: Rule, case: Case, tmp_path: Path) -> None:
    root = write(case, tmp_path)
    found = verdicts(rule, root)
    page = f"{rule.file.with_suffix('.md')}:{case.line}"
    assert found or rule.check is None, f"{page}: no verdict at all"
    expected = marked(case)
    assert len(expected) == len(set(expected)), f"{page}: a mark is there twice"
    assert said(case, found, root) == set(expected), f"{page}: lines of the page"
    assert {outcome for outcome, *_ in expected} == OUTCOMES[case.kind], page
    messages = [each.message for each in found if each.outcome != "PASS"]
    assert all(messages)
    assert not any("the rule itself failed" in each for each in messages)
