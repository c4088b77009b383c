"""What RDS says of its clusters is heard, and what a failover lost is kept."""

import re
from pathlib import Path

import pytest
from tfdr import hcl

from tests.renders import rendered
from tests.support import PRESETS


def pattern_of(repository: Path) -> str:
    """Return the event pattern of the rule about a cluster, as it is written."""
    for block in hcl.read_module(repository / "modules/database").of_kind("resource"):
        if block.labels == ("aws_cloudwatch_event_rule", "cluster"):
            expression = block.expression("event_pattern")
            assert expression is not None
            return expression.text
    return ""


@pytest.mark.parametrize("preset", PRESETS)
def test_the_topic_hears_what_rds_says_of_each_cluster(preset: str) -> None:
    repository = rendered(preset)
    pattern = pattern_of(repository)

    assert '"RDS DB Cluster Event"' in pattern
    # By the category of what a failover's fence came to, and of what ends badly.
    assert {"failover", "failure", "global-failover", "notification"} <= set(
        re.findall(r'"([a-z-]+)"', pattern)
    )
    assert "SourceArn       = [aws_rds_cluster.this.arn]" in pattern
    text = (repository / "modules/database/events.tf").read_text(encoding="utf-8")
    assert "arn       = var.alarm_topic_arn" in text


@pytest.mark.parametrize("preset", PRESETS)
def test_the_snapshot_of_what_was_lost_is_copied_before_it_expires(preset: str) -> None:
    page = (rendered(preset) / "docs/runbooks/reconcile.md").read_text(encoding="utf-8")

    assert "deleted with the automated backups" in page
    assert "copy-db-cluster-snapshot" in page


@pytest.mark.parametrize("preset", PRESETS)
def test_a_failover_is_asked_for_and_then_asked_about(preset: str) -> None:
    """A call that waits for minutes dies on idle connections, and is tried again."""
    page = (rendered(preset) / "docs/runbooks/failover.md").read_text(encoding="utf-8")

    runs = re.findall(r"aws lambda invoke [^`]*?\"action\": ?\"(\w+)\"", page, re.S)
    assert runs
    assert page.count("--invocation-type Event") >= 1
    assert "status" in runs


def test_a_preset_without_a_proxy_may_have_one_instance_and_others_may_not() -> None:
    for preset in PRESETS:
        repository = rendered(preset)
        text = (repository / "variables.tf").read_text(encoding="utf-8")
        least = 2 if (repository / "modules/proxy").exists() else 1
        assert f"count >= {least} && count <= 15" in text, preset
