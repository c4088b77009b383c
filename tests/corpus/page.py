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
`recovery`. None of their code is here. Each finding was labeled: it is *right*, *false* (what it
states is not so) or *noise* (it is so, and of no use to the owners of that code). The code of
eleven systems was read in full. In the others, the code was read where a finding seemed doubtful,
and of a random sample of 62 findings: none was false. A doubt is what the report lists as not known
without a plan; it is *useless* where the owner would not look anything up because of it. All labels
are by one reader, who also wrote rules. Others may judge otherwise, and other systems will show
other figures.
"""
_AGAIN: Final = """\
## How to repeat it

Clone each repository below into a folder `OWNER+NAME` of one directory, at its commit. Then
`python -m tests.corpus DIR` lists the findings that are new since the last measurement, and with
`--write` updates this page. The labels are in `tests/corpus/labels.yml` (a finding that it does not
name is right), the faults are in `tests/corpus/faults.yml`.
"""


def text() -> str:
    """The page."""
    result = measured()
    rows = [_row(name, each) for name, each in result["repositories"].items()]
    return "\n".join([_HEADER, _figures(result), _faults(), _table(rows), _before(), _AGAIN])


def figures() -> dict[str, float]:
    """The shares that matter, by name; and the processor seconds per 1,000 lines."""
    counts = _counts()
    return {
        "false": counts["false"] / counts["findings"],
        "noise": counts["noise"] / counts["findings"],
        "found": counts["found"] / counts["listed"],
        "useless": counts["useless"] / counts["doubts"],
        "seconds": 1000 * counts["seconds"] / counts["lines"],
    }


def _counts() -> dict[str, Any]:
    each = measured()["repositories"].values()
    listed = [one for one in faults() if not one.is_withdrawn]
    return {
        "repositories": len(each),
        "more": sum(one.get("roots", 0) > 1 for one in each),
        "roots": sum(one.get("roots", 0) for one in each),
        "lines": sum(one["lines"] for one in each),
        "seconds": sum(one["seconds"] for one in each),
        "findings": sum(len(one.get("findings", ())) for one in each),
        "doubts": sum(len(one.get("unknown", ())) for one in each),
        "crashes": sum("crash" in one for one in each),
        "listed": len(listed),
        "found": sum(bool(one.found) for one in listed),
        "false": _labelled("findings", FALSE),
        "noise": _labelled("findings", NOISE),
        "useless": _labelled("unknown", USELESS),
    }


def _figures(result: dict[str, Any]) -> str:
    of = _counts()
    table = [
        ("false findings", "false", "findings", "under 2 %"),
        ("noise", "noise", "findings", "under 15 %"),
        ("faults of an expert that are found", "found", "listed", "85 %"),
        ("useless doubts", "useless", "doubts", "under 10 %"),
        ("crashes", "crashes", "repositories", "none"),
    ]
    rows = [
        f"| {name} | {of[some]} of {of[all_]} | {100 * of[some] / of[all_]:.1f} % | {wanted} |"
        for name, some, all_, wanted in table
    ]
    return "\n".join(
        [
            "## Figures",
            "",
            f"{of['repositories']} repositories, {of['more']} of them with several roots; "
            f"{of['roots']} roots that rules judge,",
            f"{of['lines']:,} lines. Measured on {result['measured']}.",
            "",
            "| figure | number | share | wanted |",
            "| --- | ---: | ---: | ---: |",
            *rows,
            "| processor seconds per 1,000 lines | "
            f"{1000 * of['seconds'] / of['lines']:.2f} | | 0.15 at most |",
            "",
        ]
    )


def _labelled(what: str, kind: str) -> int:
    return sum(
        label(name, place) == kind
        for name, each in measured()["repositories"].items()
        for place in each.get(what, ())
    )


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
            f"The code of {len(names)} systems was read first, and their faults of recovery were",
            "written down. Those that turned out to be none later, with the reason in the list,",
            "are withdrawn and count nowhere. Rules were mended for the first nine systems; the",
            "last two were read afterwards, and 12 of their 17 faults were found when the check",
            "first ran.",
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
            "| repository | commit | lines | roots | systems of several regions | findings | false "
            "| noise | doubts | seconds |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            *rows,
            "",
        ]
    )


def _before() -> str:
    said = read("before.yml")
    return f"## Before\n\n{said['text']}"
