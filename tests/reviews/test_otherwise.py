"""What reviewers asked for and is answered in another way: the generated page says what and why."""

import re
from pathlib import Path

import pytest

from tests.renders import rendered

# By the statement of the reviews. A system without a database or a network lacks some of them.
ASKED = {
    "S8": "A recovery time of less than five minutes",
    "S9": "A failover without a person",
    "S12": "A key for each service",
    "S13": "Windows of deletion of seven days",
    "S14": "Flow logs in a bucket",
    "S15": "A suffix with a default, such as `pr-123`",
    "S16": "Performance Insights that can be switched off",
    "S17": "The tag `DR-Role` with primary, secondary and both",
    "S18": "A dashboard in each region",
    "S19": "Two database instances in the standby",
    "S20": "Endpoints in place of NAT gateways",
    "S21": "Alarms on the average of two periods",
    "S22": "A recovery point of seconds",
    "S25": "Terraform workspaces",
    "S26": "A test for each resource, by number",
}


def answered(repository: Path) -> dict[str, tuple[str, str]]:
    """Return what is there instead and why, by what was asked."""
    page = (repository / "docs/architecture.md").read_text(encoding="utf-8")
    _, found, rest = page.partition("## What reviewers ask, and where it is\n")
    assert found
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", rest.partition("\n## ")[0], re.M)
    return {asked: (here, why) for asked, here, why in rows[2:]}


@pytest.mark.parametrize(
    ("preset", "answers", "there"),
    [
        ("trading-platform", {}, {"S19"}),
        ("trading-platform", {"services": ["tracing"]}, set()),
        ("payment-processing", {}, {"S19"}),
        ("healthcare", {}, {"S19"}),
    ],
    ids=["trading-platform", "without-proxy", "payment-processing", "healthcare"],
)
def test_the_page_says_what_is_there_and_why(
    preset: str, answers: dict[str, list[str]], there: set[str]
) -> None:
    """What is there as it was asked for needs no row: a proxy brings two instances."""
    rows = answered(rendered(preset, answers))
    assert set(rows) == {title for asked, title in ASKED.items() if asked not in there}
    for here, why in rows.values():
        assert here.strip()
        assert re.fullmatch(r"[A-Z].{20,}[.!]", why), why
