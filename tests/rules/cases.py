"""The cases of pages: written to a folder, judged, and compared with their marks."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from tfdr import hcl
from tfdr.check import references, schema
from tfdr.evaluate import System
from tfdr.project import Project
from tfdr.rules import FAIL, Rule, Verdict
from tfdr.rules.page import MARK, Case
from tfdr.rules.registry import registered

Place = tuple[str, str, int]
"""What is said, of which address, on which line of the page; of the whole system on line 0."""


def laid_out(rule: str, heading: str, root: Path) -> Path:
    """Write the case of a rule that has this heading."""
    cases = registered()[rule].page.cases
    (case,) = (each for each in cases if each.heading == heading)
    return write(case, root)


def write(case: Case, root: Path) -> Path:
    """Write the files of a case; members of zip files into these."""
    for each in case.files():
        inside, is_zip, member = each.path.partition(".zip/")
        path = root / f"{inside}{is_zip.rstrip('/')}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_zip:
            with zipfile.ZipFile(path, "a") as package:
                package.writestr(member, each.text)
        else:
            path.write_text(each.text, encoding="utf-8")
    return root


def verdicts(rule: Rule, root: Path) -> list[Verdict]:
    """What a rule says of a folder, whichever layer it is a part of."""
    project = Project(hcl.read_tree(root))
    assert not project.tree.errors
    if rule.check is not None:
        return [each for at in project.roots for each in rule.check(System(project, at))]
    found = {*references.find(project), *schema.find(project)}
    return [
        Verdict(FAIL, each.address, root / each.file, each.line, each.message)
        for each in found
        if each.id == rule.id
    ]


def marked(case: Case) -> list[Place]:
    """What the marks of a case say."""
    return list(_marked(case))


def _marked(case: Case) -> Iterator[Place]:
    for block in case.blocks:
        for line, text in enumerate(block.text.splitlines(), block.line):
            for outcome, addresses in MARK.findall(text):
                for address in addresses.split():
                    yield (outcome, "", 0) if address == "*" else (outcome, address, line)


def said(case: Case, found: list[Verdict], root: Path) -> set[Place]:
    """What verdicts that are no PASS say, in the same way."""
    begins = {each.path: each.line for each in case.files()}
    return {
        (
            each.outcome,
            each.address,
            each.line and begins[each.file.relative_to(root).as_posix()] + each.line - 1,
        )
        for each in found
        if each.outcome != "PASS"
    }
