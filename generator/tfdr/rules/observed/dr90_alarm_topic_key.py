"""DR90: A topic that alarms notify is not encrypted with AWS's own key for SNS."""

from collections.abc import Iterator

from tfdr.aws.alarms import alarm_topics
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, tells_doubt=False)


def check(system: System) -> Iterator[Verdict]:
    """Each topic that an alarm notifies, and that is encrypted."""
    for topic in alarm_topics(system):
        if topic.has("kms_master_key_id") is False:
            continue
        name = topic.text("kms_master_key_id")
        is_made = topic.target("kms_master_key_id") is not None
        holds = True if is_made else None if name is None else not name.endswith("alias/aws/sns")
        message = "is encrypted with a key that no alarm may use"
        yield judge(topic, holds, message, "kms_master_key_id")
