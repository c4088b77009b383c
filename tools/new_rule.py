"""An empty rule and its page, beside each other, for `make rule`."""

import argparse
import re
import sys
from pathlib import Path
from typing import Final

from tfdr.errors import ExitCode
from tfdr.rules.registry import FAMILIES, ID, registered

FOLDER: Final = Path(__file__).parents[1] / "generator" / "tfdr" / "rules"
_NOUN: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_FAMILY_OF: Final = {
    "CMP": "complete",
    "NAM": "named",
    "SEC": "secure",
    "NET": "networked",
    "DAT": "data",
    "FO": "failover",
    "OBS": "observed",
    "OPS": "operated",
}
_CODE: Final = '''\
"""{id}: TODO what must hold, as the title of its page."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


def check(system: System) -> Iterator[Verdict]:
    """TODO which resources are judged."""
    for each in system.resources("TODO"):
        yield judge(each, each.has("TODO"), "TODO what is wrong with it", "TODO")
'''
_PAGE: Final = """\
# {id}: TODO what must hold

Severity: warning

## Why

TODO what happens otherwise, to whom.

## Fix

TODO what to do about it.

## Source

<https://docs.aws.amazon.com/TODO>

## Fails

```terraform
```

## Passes

```terraform
```

## Unknown

```terraform
```
"""


class _Refused(Exception):
    """Why no rule is written."""


def write(folder: Path, id_: str, noun: str, family: str = "") -> tuple[Path, Path]:
    """Write the code and the page of a rule; the two files.

    Args:
        folder: that of the families.
        id_: a new one, such as `FO06E`.
        noun: what the rule is about, such as `retry_policy`.
        family: the folder; that of the id without one.

    Raises:
        _Refused: with what is wrong and what would be right.
    """
    if not ID.fullmatch(id_):
        raise _Refused(f"ID={id_} is no id of a rule: give one such as FO06E, or DR60")
    if id_ in registered():
        raise _Refused(f"ID={id_} is taken: see {registered()[id_].file.name}")
    if not _NOUN.fullmatch(noun):
        raise _Refused(f"NOUN={noun} has to be what it is about, such as retry_policy")
    family = family or _FAMILY_OF.get(re.sub(r"\d.*", "", id_), "")
    if family not in FAMILIES:
        raise _Refused(f"FAMILY={family} has to be one of {', '.join(FAMILIES)}")
    code = folder / family / f"{id_.lower()}_{noun}.py"
    page = code.with_suffix(".md")
    code.write_text(_CODE.format(id=id_), encoding="utf-8")
    page.write_text(_PAGE.format(id=id_), encoding="utf-8")
    return code, page


def main(arguments: list[str] | None = None) -> int:
    """Write an empty rule."""
    parser = argparse.ArgumentParser(prog="make rule", description=__doc__)
    parser.add_argument("id", help="such as FO06E")
    parser.add_argument("noun", help="such as retry_policy")
    parser.add_argument("family", nargs="?", default="", help=f"one of {', '.join(FAMILIES)}")
    options = parser.parse_args(arguments)
    try:
        code, page = write(FOLDER, options.id.upper(), options.noun, options.family)
    except _Refused as refused:
        sys.stderr.write(f"make rule: {refused}\n")
        return ExitCode.BAD_INPUT
    sys.stdout.write(
        f"Wrote {code}\n  and {page}.\n"
        "Fill in both; then `make docs`. The tests in tests/rules/ fail until that is done.\n"
    )
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
