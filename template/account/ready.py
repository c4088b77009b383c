"""Says whether this account allows what the repository makes, and asks AWS for what is missing.

python account/ready.py             look, and list what is missing
python account/ready.py --mend      then ask AWS for it, once you have confirmed
python account/ready.py --mend --yes

It needs boto3 and what account/permissions.json allows. It ends with 0 when the account is ready,
with 1 when something is missing, and with 2 when AWS could not be asked.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

try:
    from botocore.exceptions import BotoCoreError, ClientError
    from checks import Finding, look
except ModuleNotFoundError as missing:
    sys.exit(f"{missing.name} is not installed: pip install boto3")

NEEDS = Path(__file__).parent / "needs.json"
MARKS = {"ready": "ok", "asked": "asked for", "missing": "MISSING", "unknown": "unknown"}


def main(given: Sequence[str] | None = None) -> int:
    """Look, mend where that is wanted, and say how it stands."""
    options = _options(given)
    needs: dict[str, Any] = json.loads(NEEDS.read_text(encoding="utf-8"))
    needs["environments"] = options.environments or needs["environments"]
    try:
        found = look(needs)
        if not options.json:
            _show(found)
        if options.mend and _mend(found, without_asking=options.yes, quiet=options.json):
            found = look(needs)
            if not options.json:
                _show(found)
    except (BotoCoreError, ClientError) as error:
        print(f"AWS could not be asked: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps([each.as_json() for each in found], indent=2))
    else:
        _conclude(found)
    return 0 if all(each.state == "ready" for each in found) else 1


def _options(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Is this account ready for what is made here?")
    parser.add_argument("--mend", action="store_true", help="ask AWS for what is missing")
    parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")
    parser.add_argument("--environments", type=int, metavar="N", help="how many share the account")
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    options = parser.parse_args(given)
    if options.environments is not None and options.environments < 1:
        parser.error("--environments is a whole number from 1 on")
    if options.mend and not options.yes and not sys.stdin.isatty():
        parser.error("--mend asks for confirmation on a terminal; elsewhere, add --yes")
    return options


def _mend(found: list[Finding], *, without_asking: bool, quiet: bool) -> bool:
    """Ask AWS for what is missing and can be had; say whether something was asked for."""
    wanted = [
        (f"{each.region}: {each.remedy}", each.mend)
        for each in found
        if each.state == "missing" and each.mend
    ]
    if not wanted:
        return False
    if not without_asking:
        print("\nAWS is asked for:", *(f"  {what}" for what, _ in wanted), sep="\n")
        if input("Go on? [y/N] ").strip().lower() not in {"y", "yes"}:
            return False
    for what, mend in wanted:
        mend()
        if not quiet:
            print(f"{what}: asked for")
    return True


def _show(found: list[Finding]) -> None:
    rows = [("region", "what", "needed", "there", "")]
    rows += [(each.region, each.what, each.needed, each.there, MARKS[each.state]) for each in found]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        print(
            "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        )


def _conclude(found: list[Finding]) -> None:
    left = [each for each in found if each.state != "ready"]
    if not left:
        print("\nThis account is ready.")
        return
    print(f"\nThis account is not ready: {len(left)} of {len(found)} are not there.")
    for each in left:
        print(f"  {each.region}: {each.what}: {each.remedy}")
    if any(each.state == "missing" and each.mend for each in left):
        print("\nNext:\n  python account/ready.py --mend")


if __name__ == "__main__":
    sys.exit(main())
