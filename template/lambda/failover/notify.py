"""Tells people what happened."""

from botocore.exceptions import ClientError

LONGEST_SUBJECT = 100  # SNS takes no more


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
