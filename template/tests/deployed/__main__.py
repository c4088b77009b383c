"""Look whether what is deployed is as it should be: `python tests/deployed`.

Reads `terraform output -json`, from the command itself or from a file, and asks AWS read-only about
every region. Exit code 0: everything is in order. 1: something is wrong, or cannot be known. 2: it
could not be asked.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from check import look
from system import System

ROOT = Path(__file__).resolve().parents[2]


def main():
    """Run the check and return the exit code."""
    arguments = argparse.ArgumentParser(prog="python tests/deployed", description=__doc__)
    arguments.add_argument(
        "--outputs",
        metavar="FILE",
        help="what `terraform output -json` printed; - for standard input",
    )
    arguments.add_argument("--json", action="store_true", help="print the report as JSON")
    options = arguments.parse_args()
    try:
        system = System.of(json.loads(_outputs(options.outputs)))
        if not system.codes:
            raise ValueError("the outputs name no region: run it where the state is initialized")
        report = look(system)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(
            f"the outputs cannot be read: {getattr(error, 'stderr', None) or error}",
            file=sys.stderr,
        )
        return 2
    except (BotoCoreError, ClientError) as error:
        print(f"AWS does not take these credentials: {error}", file=sys.stderr)
        return 2
    print(json.dumps(report.as_json(), indent=2) if options.json else "\n".join(report.lines()))
    return 0 if report.in_order else 1


def _outputs(file):
    if file == "-":
        return sys.stdin.read()
    if file:
        return Path(file).read_text(encoding="utf-8")
    command = ["terraform", "output", "-json"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
