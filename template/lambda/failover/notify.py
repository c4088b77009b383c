"""Tells people what happened."""

from botocore.exceptions import ClientError
from errors import FAILURES
from log import log

LONGEST_SUBJECT = 100  # SNS takes no more


def tell_refusal(settings, aws, why):
    """Say that an alarm asked for a failover in vain: nobody waits for the answer."""
    try:
        aws.call(
            settings.role,
            "sns",
            "publish",
            TopicArn=settings.topic_arn,
            Subject=f"{settings.name}: no failover to {settings.role}"[:LONGEST_SUBJECT],
            Message=f"The alarm asked for a failover to {settings.role}, which was not done: {why}",
        )
    except FAILURES as error:
        log("warning", step="notify", error=str(error))


def tell_people(job):
    """Publish to the topic of the own region. Better twice than not at all."""
    run = job.run
    subject = f"{job.settings.name}: {run['target']} is the active region"
    lines = [
        f"{run['action']} of {job.settings.name} from {run['source']} to {run['target']} "
        f"({job.settings.regions[run['target']]}), run {run['run']}.",
        f"Asked for by: {run['request'].get('requested_by') or 'nobody named'}.",
        f"Reason: {run['request'].get('reason') or 'none given'}.",
        *run["losses"],
        *(f"- {name}: {step.get('status', 'begun')}" for name, step in run["steps"].items()),
    ]
    try:
        job.aws.call(
            job.settings.role,
            "sns",
            "publish",
            TopicArn=job.settings.topic_arn,
            Subject=subject[:LONGEST_SUBJECT],
            Message="\n".join(lines),
        )
    except ClientError as error:
        return "warning", str(error)  # it would say the same each minute, and the run is done
    return "done", "published"
