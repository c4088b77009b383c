"""CMP08A: a repository of several regions has a README and a diagram of its architecture."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from tfdr.evaluate import System, Truth
from tfdr.project import documents
from tfdr.rules import WARNING, Rule, Verdict, judge_all

RULE = Rule(severity=WARNING, of_root=True, is_recovery=False)

_ARCHITECTURE: Final = re.compile(r"architecture", re.IGNORECASE)
_DIAGRAM: Final = re.compile(
    r"```(mermaid|dot|plantuml|d2)|!\[[^\]]*\]\([^)]+\)|<img\b|<svg\b|^\[(mermaid|plantuml)|image::",
    re.IGNORECASE | re.MULTILINE,
)
_ELSEWHERE: Final = re.compile(
    r"https?://\S*(confluence|wiki|notion|sharepoint|docs\.google)", re.I
)


# Text in brackets, and a path that is no address, place in the page or part of a template.
_LINK: Final = re.compile(r"\]\(([\w.][^()\s{}$<>:#?]*)(?:[#?\s][^()]*)?\)")
_CODE: Final = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def check(system: System) -> Iterator[Verdict]:
    """The documents of a workload."""
    if not system.is_workload:
        return
    found = documents(system.directory, system.top)
    alone = not system.is_multi_region
    elsewhere: Truth = None if any(_ELSEWHERE.search(text) for _, text in found) else False
    has_readme = any(name.lower().startswith("readme") for name, _ in found)
    unknown = ("what is documented outside of the repository",)
    yield judge_all(system, alone or has_readme, "there is no README")
    is_shown = any(
        (_ARCHITECTURE.search(name) or _ARCHITECTURE.search(text)) and _DIAGRAM.search(text)
        for name, text in found
    )
    message = "no document shows the architecture in a diagram"
    yield judge_all(system, alone or is_shown or elsewhere, message, unknown=unknown)
    gone = [] if alone else [*_gone(system)]
    yield judge_all(system, not gone, f"its README leads to {', '.join(gone[:3])}: not there")


def _gone(system: System) -> Iterator[str]:
    """Where links of the README lead in the repository and nothing is."""
    top = system.top.resolve()
    for path in sorted(system.directory.glob("[Rr][Ee][Aa][Dd][Mm][Ee].md")):
        text = _CODE.sub("", path.read_text(errors="replace"))
        for link in dict.fromkeys(_LINK.findall(text)):
            to = (path.parent / unquote(link)).resolve()
            if to.is_relative_to(top) and not to.exists():
                yield link
