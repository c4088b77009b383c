"""Run by the Python that has checkov: what it says of each folder, as JSON by the folder's name."""

import json
import logging
import sys
from pathlib import Path

from checkov.runner_filter import RunnerFilter  # type: ignore[import-not-found]
from checkov.terraform.runner import Runner  # type: ignore[import-not-found]

logging.disable(logging.CRITICAL)


def scan(folder: Path) -> dict[str, object]:
    wanted = RunnerFilter(framework=["terraform"], download_external_modules=False)
    report = Runner().run(str(folder), runner_filter=wanted)
    return {
        **report.get_summary(),
        "failures": [f"{each.check_id} {each.resource}" for each in report.failed_checks],
        "skipping": len({each.resource for each in report.skipped_checks}),
        "reasons": sorted(
            {
                f"{each.check_id}: {each.check_result['suppress_comment']}"
                for each in report.skipped_checks
            }
        ),
        "unread": report.parsing_errors,
        "addresses": sorted(report.resources),
    }


json.dump({folder: scan(Path(folder)) for folder in sys.argv[1:]}, sys.stdout)
