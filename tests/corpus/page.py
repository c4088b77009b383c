"""docs/corpus.md: what the check says of public systems, written from what was measured last."""

from typing import Any, Final

from tests.corpus.data import FALSE, NOISE, USELESS, faults, label, measured, read
from tests.support import ROOT

PAGE: Final = ROOT / "docs" / "corpus.md"

_HEADER: Final = """\
<!-- Written by `python -m tests.corpus --write`: do not change it by hand. -->
# The check on public systems

Public repositories of Terraform, most of which say that they recover from the loss of a region,
were checked with `tfdr check --no-terraform` and nothing else: no settings, the profile
`recovery`. None of their code is here. Each finding was read beside the code that it is about and
is *right*, *false* (what it states is not so) or *noise* (it is so, and of no use to those who own
that code). A doubt is what the report lists as not known without a plan; it is *useless* where
nobody would look anything up because of it. All labels are by one reader, who also wrote rules: others
may judge otherwise, and systems that nobody has looked at will show other figures.
"""
_AGAIN: Final = """\
## How to repeat it

Clone each repository below into a folder `OWNER+NAME` of one directory, at its commit. Then
`python -m tests.corpus DIR` says which findings are new since the last time, and with `--write` measures
and writes this page anew. What was said of findings is in `tests/corpus/labels.yml` (what is not named
there is right), the faults are in `tests/corpus/faults.yml`.
"""


def text() -> str:
    """The page."""
    result = measured()
    rows = [_row(name, each) for name, each in result["repositories"].items()]
    return "\n".join([_HEADER, _figures(result), _faults(), _table(rows), _before(), _AGAIN])


def _figures(result: dict[str, Any]) -> str:
    several = result["repositories"]
    each = several.values()
    findings = sum(len(one.get("findings", ())) for one in each)
    doubts = sum(len(one.get("unknown", ())) for one in each)
    lines, seconds = (sum(one[name] for one in each) for name in ("lines", "seconds"))
    roots = sum(one.get("roots", 0) for one in each)
    more = sum(one.get("roots", 0) > 1 for one in each)
    crashes = sum("crash" in one for one in each)
    listed = [one for one in faults() if not one.is_withdrawn]
    found = sum(bool(one.found) for one in listed)
    wrong, noise = (_labelled("findings", kind) for kind in (FALSE, NOISE))
    useless = _labelled("unknown", USELESS)
    table = [
        ("false findings", f"{wrong} of {findings}", _share(wrong, findings), "under 2 %"),
        ("noise", f"{noise} of {findings}", _share(noise, findings), "under 15 %"),
        ("faults of experts that are found", f"{found} of {len(listed)}", _share(found, len(listed)), "85 %"),
        ("useless doubts", f"{useless} of {doubts}", _share(useless, doubts), "under 10 %"),
        ("crashes", f"{crashes} of {len(several)}", _share(crashes, len(several)), "none"),
        ("processor seconds per 1,000 lines", f"{1000 * seconds / lines:.2f}", "", "0.15 at most"),
    ]
    return "\n".join(
        [
            "## Figures",
            "",
            f"{len(several)} repositories, {more} of them with several roots; {roots} roots that rules "
            f"judge, {lines:,} lines. Measured on {result['measured']}.",
            "",
            "| figure | number | share | wanted |",
            "| --- | ---: | ---: | ---: |",
            *(f"| {' | '.join(row)} |" for row in table),
            "",
        ]
    )


def _labelled(what: str, kind: str) -> int:
    return sum(
        label(name, place) == kind
        for name, each in measured()["repositories"].items()
        for place in each.get(what, ())
    )


def _share(some: int, of: int) -> str:
    return f"{100 * some / of:.1f} %" if of else ""


def _faults() -> str:
    listed = faults()
    names = list(dict.fromkeys(one.repository for one in listed))
    rows = []
    for name in names:
        own = [one for one in listed if one.repository == name]
        real = [one for one in own if not one.is_withdrawn]
        found = [one for one in real if one.found]
        rows.append(f"| {name} | {len(own)} | {len(own) - len(real)} | {len(found)} |")
    missed = [one for one in listed if not one.found and not one.is_withdrawn]
    return "\n".join(
        [
            "## Faults that were listed before the check ran",
            "",
            f"The code of {len(names)} systems was read first, and their faults of recovery were written "
            "down. Those that",
            "turned out to be none later, with the reason in `faults.yml`, are withdrawn and count nowhere.",
            "",
            "| system | listed | withdrawn | found |",
            "| --- | ---: | ---: | ---: |",
            *rows,
            "",
            "Not found:",
            "",
            *(f"- {one.what} ({one.repository.partition('/')[0]}): {one.left}" for one in missed),
            "",
        ]
    )


def _row(name: str, each: dict[str, Any]) -> str:
    findings = each.get("findings", [])
    wrong, noise = (sum(label(name, one) == kind for one in findings) for kind in (FALSE, NOISE))
    commit = str(read("repositories.yml")[name])[:12]
    cells = [
        name,
        f"`{commit}`",
        f"{each['lines']:,}",
        each.get("roots", ""),
        each.get("several_regions", ""),
        len(findings),
        wrong or "",
        noise or "",
        len(each.get("unknown", [])) or "",
        f"{each['seconds']:.1f}",
    ]
    return f"| {' | '.join(map(str, cells))} |"


def _table(rows: list[str]) -> str:
    return "\n".join(
        [
            "## Repositories",
            "",
            "| repository | commit | lines | roots | systems of several regions | findings | false | noise "
            "| doubts | seconds |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            *rows,
            "",
        ]
    )


def _before() -> str:
    said = read("before.yml")
    return f"## Before\n\n{said['text']}"
