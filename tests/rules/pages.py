"""What a page has to have, beside being written as one."""

import re
from collections.abc import Iterator
from pathlib import Path

from tfdr import hcl
from tfdr.rules import Rule
from tfdr.rules.page import FAILS, MAIN, PASSES, UNKNOWN

_SENTENCES = re.compile(r"[A-Z`].*[.]", re.DOTALL)
_SOURCE = re.compile(r"https://[\w.-]+/\S*|[A-Z]{2,3}\d\d")


def lacks(rule: Rule) -> list[str]:
    """What is missing from a rule's page, or does not fit its code."""
    return list(_lacks(rule))


def _lacks(rule: Rule) -> Iterator[str]:
    page = rule.page
    for file in (rule.file, rule.file.with_suffix(".md")):
        if "TODO" in file.read_text(encoding="utf-8"):
            yield f"{file.name}: a TODO is left"
    if page.id != rule.id or not _documentation(rule.file).startswith(f"{rule.id}: "):
        yield f"the page is that of {page.id}, and the docstring has to begin with {rule.id}"
    if page.severity != rule.severity:
        yield f"the page says {page.severity}, and the code {rule.severity}"
    if not re.match(r"[A-Z`]", page.title) or page.title.endswith("."):
        yield "the title has to begin like a sentence, and to end without a full stop"
    for what, text in (("Why", page.why), ("Fix", page.fix)):
        if not _SENTENCES.fullmatch(text):
            yield f"{what} has to be sentences"
    if not _SOURCE.fullmatch(page.source):
        yield "Source has to be a URL in <>, or a requirement"
    yield from _cases(rule)


def _cases(rule: Rule) -> Iterator[str]:
    kinds = {each.kind for each in rule.page.cases}
    wanted = {FAILS, PASSES} | ({UNKNOWN} if rule.check else set())
    for kind in sorted(wanted - kinds):
        yield f"no case {kind}"
    headings = [each.heading for each in rule.page.cases]
    if len(headings) != len(set(headings)):
        yield "two cases have one heading"
    for case in rule.page.cases:
        (main,) = (each.text for each in case.blocks if each.path == MAIN)
        if not hcl.parse_text(main, Path(MAIN)).blocks:
            yield f"{case.heading}: main.tf is empty"


def _documentation(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition('"""')[2]
