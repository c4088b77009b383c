"""The result of a check as one page of HTML, to be shown to others."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tfdr import __version__, pages
from tfdr.check import survival
from tfdr.check.harm import by_rule
from tfdr.check.judging import WAIVED
from tfdr.check.layers import NOT_RUN
from tfdr.check.report import Checked
from tfdr.check.standing import standing
from tfdr.errors import TfdrError
from tfdr.evaluate import System
from tfdr.rules import UNKNOWN
from tfdr.rules.registry import registered

_TEMPLATE: Final = Path(__file__).with_name("page.html.j2")
_WORST: Final = 5


def write(checked: Checked, file: str) -> None:
    """Write the page.

    Raises:
        TfdrError: the file cannot be written.
    """
    try:
        pages.write(Path(file), pages.render(_TEMPLATE, _values(checked)))
    except OSError as error:
        raise TfdrError(f"--report {file} cannot be written: {error.strerror}") from error


def _values(checked: Checked) -> dict[str, object]:
    report, rules = checked.rules, registered()
    judged = checked.of_rules()
    told = {each.id for each in judged}
    return {
        "name": checked.project.root.name,
        "version": __version__,
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "profile": checked.settings.profile,
        "systems": [_system(checked, *each) for each in survival.answers(report)],
        "alone": [each.name for each in report.works if not each.is_multi_region],
        "rules": [{"rule": rules[id_], "findings": several} for id_, several in by_rule(judged)],
        "worst": _WORST,
        "others": [each for each in checked.findings() if each.id not in told],
        "unknown": [report.finding(each) for each in report.of(UNKNOWN)],
        "waived": [
            (report.finding(each), each.waiver.reason if each.waiver else "")
            for each in report.of(WAIVED)
        ],
        "not_run": [each for each in checked.layers if each.verdict == NOT_RUN],
        "counts": Counter(each.severity for each in judged),
        "line": checked.line,
    }


def _system(checked: Checked, system: System, answers: list[survival.Answer]) -> dict[str, object]:
    said = Counter(each.said for each in answers)
    rows = standing(system)
    return {
        "name": system.name if len(checked.rules.systems) > 1 else "",
        "primary": str(system.primary),
        "because": system.primary_because,
        "regions": [str(each) for each in system.working_regions],
        "answers": answers,
        "no": said[survival.NO],
        "open": said[survival.NOT_SURE],
        "missing": [each for each in rows if each.is_missing],
        "there": [each for each in rows if not each.is_missing],
        "not_followed": system.not_followed,
    }
