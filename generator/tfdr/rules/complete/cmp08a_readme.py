"""CMP08A: a repository of several regions has a README and a diagram of its architecture."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System, Truth
from tfdr.rules import INFO, Rule, Verdict, judge_all
from tfdr.rules.documents import texts

RULE = Rule(severity=INFO)

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
