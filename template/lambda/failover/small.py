"""What changes something in the own region without making it the active one."""

from errors import Refused


def enlarge(job):
    """Start the capacity of a region that serves, before the day that everybody asks for it."""
    _check_standby(job)
    return f"{job.compute.open(job.settings.role)}; {_running(job)}"


def reduce(job):
    """Make a standby as small as one is again."""
    _check_standby(job)
    active = job.view.truth()["active"]
    return job.compute.stand_down(job.settings.role, active)


def promote_secret(job):
    """Make the own region's replica of the secret a secret of its own, and have it rotated here.

    For an outage that outlasts a password: a replica cannot be changed.
    """
    settings, role = job.settings, job.settings.role
    if not settings.secret_id or not settings.rotation_arn:
        raise Refused("there is no secret of a database here, or no function that rotates it")
    if job.view.truth()["active"] != role:
        raise Refused(
            f"{role} is not the active region: the secret belongs to where the database writes",
            f"Ask the function in {settings.regions[job.view.truth()['active']]}.",
        )
    secret = job.aws.call(role, "secretsmanager", "describe_secret", SecretId=settings.secret_id)
    said = "it is a secret of its own already"
    if secret.get("PrimaryRegion", settings.region) != settings.region:
        job.aws.call(
            role, "secretsmanager", "stop_replication_to_replica", SecretId=settings.secret_id
        )
        said = f"no replica of {secret['PrimaryRegion']} any more"
    job.aws.call(
        role,
        "secretsmanager",
        "rotate_secret",
        SecretId=settings.secret_id,
        RotationLambdaARN=settings.rotation_arn,
        RotationRules=secret.get("RotationRules") or {"AutomaticallyAfterDays": 30},
        RotateImmediately=True,
    )
    return f"{said}; a new password is being made here"


def _check_standby(job):
    role = job.settings.role
    if job.view.truth()["active"] == role:
        raise Refused(f"{role} is the active region: autoscaling decides how large it is")
    if any(run["target"] == role for run in job.view.unfinished().values()):
        raise Refused(f"a run to {role} has not ended, which changes its capacity")


def _running(job):
    running, wanted, _ = job.compute.running(job.settings.role)
    return f"{running} of {wanted} run" if wanted else "as large as it is asked"


DO = {"enlarge": enlarge, "reduce": reduce, "promote-secret": promote_secret}
