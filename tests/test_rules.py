"""Every rule: what its fixtures mark is what it says, at that address and on that line."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.evaluate import System
from tfdr.project import Project
from tfdr.rules import FAIL, PASS, UNKNOWN, Rule, Verdict
from tfdr.rules.registry import FAMILIES, registered

from tests.support import FIXTURES, ROOT
from tools import rule_pages as pages

RULES = [rule for rule in registered().values() if rule.check is not None]
FOLDER = FIXTURES / "rules"
# `# FAIL address address` at the end of the line; `# FAIL *` anywhere for the whole system.
MARK = re.compile(r"# (FAIL|UNKNOWN) (.+)")

Place = tuple[str, str, str, int]


def verdicts(rule: Rule, root: Path) -> list[Verdict]:
    project = Project(hcl.read_tree(root))
    assert not project.tree.errors
    assert rule.check is not None
    return [each for at in project.roots for each in rule.check(System(project, at))]


def places(found: list[Verdict], root: Path) -> set[Place]:
    """Outcome, address, file and line of all verdicts that are no PASS."""
    return {
        (
            each.outcome,
            each.address,
            each.file.relative_to(root).as_posix() if each.line else "",
            each.line,
        )
        for each in found
        if each.outcome != PASS
    }


def marked(root: Path) -> Iterator[Place]:
    for path in sorted(root.rglob("*.*")):
        lines = path.read_text().splitlines() if path.suffix.startswith(".tf") else []
        for number, line in enumerate(lines, 1):
            for outcome, addresses in MARK.findall(line):
                for address in addresses.split():
                    whole = address == "*"
                    name = path.relative_to(root).as_posix()
                    place = ("", 0) if whole else (name, number)
                    yield (outcome, "" if whole else address, *place)


@pytest.mark.parametrize("kind", ["fail", "pass", "unknown"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_of_its_fixtures_what_they_mark(rule: Rule, kind: str) -> None:
    root = FOLDER / rule.id / kind
    expected = list(marked(root))
    found = verdicts(rule, root)
    assert found, f"no verdict at all in {root}"
    assert len(expected) == len(set(expected))
    assert places(found, root) == set(expected)
    outcomes = {outcome for outcome, *_ in expected}
    assert outcomes == {"fail": {FAIL}, "pass": set(), "unknown": {UNKNOWN}}[kind]
    assert all(each.message for each in found if each.outcome != PASS)
    if kind == "unknown":
        assert not any("the rule itself failed" in each.message for each in found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_of_its_examples_what_they_show(rule: Rule, tmp_path: Path) -> None:
    for name, text in (("fails", rule.fails), ("passes", rule.passes)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(text)
    outcomes = {each.outcome for each in verdicts(rule, tmp_path / "fails")}
    assert FAIL in outcomes
    assert UNKNOWN not in outcomes
    assert {each.outcome for each in verdicts(rule, tmp_path / "passes")} == {PASS}


@pytest.mark.parametrize("rule", registered().values(), ids=lambda rule: rule.id)
def test_a_rule_says_what_it_is(rule: Rule) -> None:
    assert re.match(r"[A-Z]", rule.title)
    assert not rule.title.endswith(".")
    for text in (rule.why, rule.fix):
        assert re.match(r"[A-Z].*\.$", text, re.S), text
    assert re.match(r"https://docs\.aws\.amazon\.com/|https://|[A-Z]{2,3}\d\d$", rule.source)
    assert rule.fails.strip() != rule.passes.strip()
    for text in (rule.fails, rule.passes):
        assert hcl.parse_text(text, Path("x.tf")).blocks


def test_every_folder_of_fixtures_is_that_of_a_rule() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {rule.id for rule in RULES}


def test_every_folder_of_rules_is_a_family() -> None:
    folders = {
        path.name for path in (ROOT / "generator" / "tfdr" / "rules").iterdir() if path.is_dir()
    }
    assert folders - {"__pycache__"} == set(FAMILIES)


def test_the_pages_of_the_rules_are_current() -> None:
    found = {path.name: path.read_text() for path in pages.FOLDER.glob("*.md")}
    assert found == pages.pages(), "run `make docs`"
