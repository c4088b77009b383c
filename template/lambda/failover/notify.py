"""Tells people what happened, and what keeps from happening."""

from botocore.exceptions import ClientError
from errors import FAILURES
from log import log

LONGEST_SUBJECT = 100  # SNS takes no more


def tell_people(job):
    """Tell that a region has become active. Better twice than not at all."""
    run = job.run
    lines = [
        f"{run['action']} of {job.settings.name} from {run['source']} to {run['target']} "
        f"({job.settings.regions[run['target']]}), run {run['run']}.",
        f"Asked for by: {run['request'].get('requested_by') or 'nobody named'}.",
        f"Reason: {run['request'].get('reason') or 'none given'}.",
        *run["losses"],
        *(_line(name, step) for name, step in run["steps"].items()),
    ]
    try:
        publish(job.aws, job.settings, f"{run['target']} is the active region", lines)
    except ClientError as error:
        return "warning", str(error)  # it would say the same each minute, and the run is done
    return "done", "published"


def tell_refusal(settings, aws, refusal):
    """Say that an alarm asked for a failover in vain: nobody waits for the answer."""
    lines = [
        f"The alarm asked for a failover to {settings.role}, which was not done: {refusal}",
        getattr(refusal, "then", ""),
    ]
    try:
        publish(aws, settings, f"no failover to {settings.role}", lines)
    except FAILURES as error:
        log("warning", step="notify", error=str(error))


def tell_trouble(job, answer):
    """Say, once for each reason, why a run has not ended or never will."""
    run = job.run
    said = [each["said"] for each in run.get("refusals", {}).values()]
    reason = "; ".join([answer["outcome"], *said])
    if run.get("told") == reason:
        return
    lines = [
        f"{run['action']} of {job.settings.name} to {run['target']}, run {run['run']}: "
        f"{answer['message']}",
        *(f"AWS refused: {line}" for line in answer["refused_by_aws"]),
        f"Next: {answer['next']}",
        *(_line(name, step) for name, step in run["steps"].items()),
    ]
    subject = f"{run['action']} to {run['target']}: {answer['outcome']}"
    try:
        publish(job.aws, job.settings, subject, lines)
        run["told"] = reason
        job.save()
    except FAILURES as error:
        log("warning", step="notify", error=str(error))


def publish(aws, settings, subject, lines):
    """Publish to the topic of the own region."""
    aws.call(
        settings.role,
        "sns",
        "publish",
        TopicArn=settings.topic_arn,
        Subject=f"{settings.name}: {subject}"[:LONGEST_SUBJECT],
        Message="\n".join(line for line in lines if line),
    )


def _line(name, step):
    detail = step.get("detail", "") if step.get("status") in ("pending", "warning") else ""
    return f"- {name}: {step.get('status', 'begun')}{f', {detail}' if detail else ''}"
