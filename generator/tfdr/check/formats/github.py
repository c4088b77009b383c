"""Annotations of GitHub Actions: one line for each finding, shown beside the code."""

from typing import Final

from tfdr.check.report import Checked
from tfdr.project import Finding

_LEVELS: Final = {"error": "error", "warning": "warning", "info": "notice"}


def text(checked: Checked) -> str:
    """The annotations, and a last line for the log."""
    findings = checked.findings()
    lines = [_line(each, checked) for each in findings]
    return "\n".join([*lines, f"tfdr: {len(findings)} finding{'' if len(findings) == 1 else 's'}"])


def _line(finding: Finding, checked: Checked) -> str:
    place = ""
    if finding.file:
        file = checked.from_here(checked.place_of(finding))
        place = f"file={_property(file)},line={max(finding.line, 1)},"
    address = f"{finding.address}: " if finding.address else ""
    message = f"{address}{finding.message}" + (f"\n{finding.fix}" if finding.fix else "")
    level = _LEVELS[finding.severity]
    return f"::{level} {place}title={_property(finding.id)}::{_data(message)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
