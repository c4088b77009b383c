"""Makes the dates of Lambda's runtimes: `python -m tools.runtimes --write`.

It reads them in cfn-lint, which keeps AWS's page. Without `--write` it says whether what is checked
in is what would be written.
"""

import json
import sys
import tempfile
from pathlib import Path

from tfdr.facts import FOLDER

from tools import made, wheels
from tools.regions import CFN_LINT

FILE = FOLDER / "runtimes.yml"
_DATES = ("deprecated", "create-block", "update-block")
# Not in the package. AWS announced them in July 2026 (What's New: aws-lambda-java-amazon-linux),
# with the day on which they are deprecated alone.
_NEWER = dict.fromkeys(("java8.al2023", "java11.al2023", "java17.al2023"), ("2029-06-30",))
_HEAD = """\
# Runtimes of Lambda, made by `python -m tools.runtimes --write`: change that, not this.
#
# A deprecated one gets no more security patches. Later AWS refuses to create a function that has
# it, then to change one: a standby that has to be built, or a fix in an outage, is refused. What is
# not here is not judged.
#   deprecated, create_blocked, update_blocked: the first day of each, as far as AWS has said it
# Sources: AWS's page as cfn-lint {version} has it; for Java on Amazon Linux 2023 its announcement.
as_of: {date}
source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
runtimes:
"""


def text() -> str:
    """The content of the file."""
    with tempfile.TemporaryDirectory(prefix="tfdr-") as temporary:
        data = wheels.unpacked("cfn-lint", CFN_LINT, Path(temporary)) / "cfnlint" / "data"
        found = json.loads((data / "AdditionalSpecs" / "LmbdRuntimeLifecycle.json").read_text())
        date = json.loads((data / "schemas" / "version.json").read_text())["schema_date"][:10]
    dates = {name: tuple(each[key] for key in _DATES) for name, each in found.items()} | _NEWER
    lines = [_HEAD.format(version=CFN_LINT, date=date).rstrip()]
    for name, days in sorted(dates.items()):
        keys = (key.replace("-block", "_blocked") for key in _DATES)
        known = [f"{key}: {day}" for key, day in zip(keys, days, strict=False) if day]
        lines.append(f"  {name}: {{{', '.join(known)}}}")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(made.main(FILE, text, __doc__))
