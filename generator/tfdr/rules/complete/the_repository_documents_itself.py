"""CMP08A: the repository says what it is, and shows it."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System, Truth
from tfdr.rules import INFO, Rule, Verdict, judge_all
from tfdr.rules.documents import texts

_CODE: Final = """\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}
"""

RULE = Rule(
    id="CMP08A",
    title="A repository of several regions has a README, and shows its architecture in a diagram",
    severity=INFO,
    why="Whoever is called at night knows the system from its documents or not at all. What runs "
    "where, and what follows whom, takes hours to read out of the code.",
    fix="Write README.md, and docs/architecture.md with a diagram: Mermaid is enough.",
    source="CMP08",
    fails=_CODE
    + """
provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_vpc" "primary" {
  provider = aws.primary
}

resource "aws_vpc" "dr" {
  provider = aws.dr
}
""",
    passes=_CODE
    + """
# What is in one region is soon understood.
resource "aws_vpc" "primary" {
  provider = aws.primary
}
""",
)

_ARCHITECTURE: Final = re.compile(r"architecture", re.IGNORECASE)
_DIAGRAM: Final = re.compile(
    r"```(mermaid|dot|plantuml|d2)|!\[[^\]]*\]\([^)]+\)|<img\b|<svg\b|^\[(mermaid|plantuml)|image::",
    re.IGNORECASE | re.MULTILINE,
)
_ELSEWHERE: Final = re.compile(
    r"https?://\S*(confluence|wiki|notion|sharepoint|docs\.google)", re.I
)


def check(system: System) -> Iterator[Verdict]:
    """The documents of a workload."""
    if not system.is_workload:
        return
    documents = texts(system)
    alone = not system.is_multi_region
    elsewhere: Truth = None if any(_ELSEWHERE.search(text) for _, text in documents) else False
    has_readme = any(name.lower().startswith("readme") for name, _ in documents)
    unknown = ("what is documented outside of the repository",)
    yield judge_all(system, alone or has_readme, "there is no README")
    is_shown = any(
        (_ARCHITECTURE.search(name) or _ARCHITECTURE.search(text)) and _DIAGRAM.search(text)
        for name, text in documents
    )
    message = "no document shows the architecture in a diagram"
    yield judge_all(system, alone or is_shown or elsewhere, message, unknown=unknown)
