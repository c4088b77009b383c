"""What would keep a run from ending well: asked before anything is closed.

Each thing is judged by itself. What is not known keeps nothing from happening; what is known to be
wrong does, and says what to do.
"""

import clock
from aurora import DEAD, fit
from errors import Refused

READINESS_SECONDS = 900  # after which what the validator found counts for nothing
NOT_PROMOTABLE = DEAD | {"creating", "renaming", "resetting-master-credentials", "upgrading"}
FORCE = 'To go on all the same, add "force": true.'
DETACH = (
    'To detach the cluster and promote it by itself, add "detach": true; the global database has '
    "to be built again afterwards."
)


def check_members(job, globe):
    """Refuse what has no member of the global cluster here, or none that can be promoted."""
    role = job.settings.role
    if globe.standalone and globe.standalone != role:
        raise Refused(
            f"the database of {globe.standalone} stands alone since a failover: nothing of what "
            f"was written since is in {role}",
            "Build the global database again first: docs/runbooks/failover.md says how.",
        )
    if role not in globe.members:
        raise Refused(
            f"the cluster of {role} is not a member of {job.settings.global_cluster}",
            "AWS adds no cluster that exists: build the global database again, as "
            "docs/runbooks/failover.md says.",
        )


def why_not_managed(job, globe, writer):
    """Say why RDS would refuse to promote the own member; empty if it should not.

    `writer` is what RDS says of the writer's cluster in its region, empty if it does not answer.
    """
    role = job.settings.role
    own = job.database.describe(role)
    status = own.get("Status")
    if status in NOT_PROMOTABLE:
        return f"the database in {role} is {status}"
    version, other = own.get("EngineVersion"), version_of_writer(job, globe, writer)
    if version and other and not fit(globe.engine or own.get("Engine", ""), version, other):
        return (
            f"the database in {role} is of version {version}, the writer of {other}: RDS promotes "
            "only what is of the same one"
        )
    return ""


def version_of_writer(job, globe, writer):
    """Return the engine version of the writer, by whoever knows it."""
    serving = job.view.own("serving")
    written = serving.get("version") if serving.get("role") == globe.writer else ""
    return writer.get("EngineVersion") or written or globe.version


def check_readiness(job, globe=None):
    """Refuse where the validator found that something is wrong that a region needs to serve.

    While RDS changes the writer nobody is let in anywhere: what was found then says nothing.
    """
    if globe and not globe.idle and not globe.standalone:
        return
    wrong = needed_and_failed(job)
    if wrong:
        raise Refused(
            f"{job.settings.role} could not serve: {' '.join(wrong)}",
            'Mend that, and have the validator look again: {"check": "readiness"}. ' + FORCE,
        )


def needed_and_failed(job):
    """Return what the validator found wrong of what is needed, as long as it is news."""
    readiness = job.view.own("readiness")
    if clock.now() - readiness.get("at", 0) > READINESS_SECONDS:
        return []
    return [
        f"{each['name']}: {each['detail']}"
        for each in readiness.get("findings", [])
        if each["kind"] == "needed" and each["status"] == "failed"
    ]


def check_lag(settings, lag, then):
    """Refuse what would lose more than the recovery point objective."""
    if lag and lag["milliseconds"] > 1000 * settings.rpo_seconds:
        seconds = lag["milliseconds"] / 1000
        raise Refused(
            f"the database in {settings.role} is {seconds:.0f} s behind the writer, the recovery "
            f"point objective is {settings.rpo_seconds:.0f} s",
            then,
        )
