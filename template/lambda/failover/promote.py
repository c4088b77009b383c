"""Has the own cluster write: as a member of the global cluster, or detached from it."""

import clock
import refusals
from aurora import USABLE
from botocore.exceptions import ClientError
from errors import Abandoned, Broken, Stuck, Unanswered
from log import log

STEP = "promote database"
SILENT_LOOKS = 3  # at the source of a switchover, before it is not waited for any more
SECONDS_BETWEEN_LOOKS = 5
PLANNED_SECONDS = 180  # for which RDS may refuse or not answer before a switchover is given up
SECONDS_TO_TAKE_EFFECT = 20  # before no sign of a switchover means that there is none


def promote(job):
    """Have the own cluster write, however far that has got already; return what was done."""
    return Promotion(job).carry_out()


def has_moved(job, globe):
    """Say whether the own cluster writes, or is about to."""
    role = job.settings.role
    return role in (globe.writer, globe.heading_for) or is_detached(job, globe)


def is_detached(job, globe):
    """Say whether the own cluster was taken out of the global one by this run."""
    return bool(job.run.get("detach")) and job.settings.role not in globe.members


class Promotion:
    """The promotion of one run, by one invocation."""

    def __init__(self, job):
        self.job, self.run, self.database = job, job.run, job.database
        self.role = job.settings.role
        self.failing_over = job.run["action"] == "failover"
        self.asked_at = None
        self.asked = self.silent = 0

    def carry_out(self):
        """Look, ask where it makes sense, and wait, until the own cluster writes."""
        while True:
            globe = self.database.look(self.job.standalone)
            if globe.writer == self.role or is_detached(self.job, globe):
                if self._writes():
                    return self._said()
            elif self.role in globe.members and (globe.writer or self.failing_over):
                self._go_on(globe)
            self.job.aws.wait(SECONDS_BETWEEN_LOOKS)

    def _writes(self):
        own = self.database.describe(self.role)
        return own.get("Status") in USABLE and not own.get("ReplicationSourceIdentifier")

    def _said(self):
        if self.run.get("detach"):
            return "detached; it stands alone: docs/runbooks/failover.md says how to build on"
        return "asked RDS" if self.asked else "it was the writer already"

    def _go_on(self, globe):
        if globe.writer and globe.writer not in self.run["writers"]:
            raise Abandoned(f"the writer has moved to {globe.writer} meanwhile")
        if self._may_ask(globe):
            self.asked_at = clock.monotonic()
            self._ask(globe)
        elif not self.failing_over:
            self.silent = 0 if self.database.answers(self.run["source"]) else self.silent + 1
            if self.silent == SILENT_LOOKS:
                raise Stuck(
                    f"{self.run['source']} has stopped answering while RDS is {globe.status}"
                )

    def _may_ask(self, globe):
        if self.failing_over:
            # A switchover that hangs because its source died is no reason to wait.
            return not (globe.losing or globe.status == "failing-over")
        if not globe.idle:
            return False
        if self.asked_at and clock.monotonic() - self.asked_at < SECONDS_TO_TAKE_EFFECT:
            return False
        if clock.now() - self.run["steps"][STEP]["begun"] > PLANNED_SECONDS:
            why = "; ".join(refusals.lines(self.run)) or "no reason given"
            raise Abandoned(f"RDS did not switch over: {why}")
        return True

    def _ask(self, globe):
        """Ask RDS once; what came of it, the next look will tell."""
        where, operation, parameters = self._operation(globe)
        try:
            self.job.aws.call(
                where,
                "rds",
                operation,
                once=True,
                GlobalClusterIdentifier=self.job.settings.global_cluster,
                **parameters,
            )
            self.asked += 1
        except Unanswered as error:
            log("warning", step=STEP, unanswered=str(error))
            refusals.note_passing(self.job, STEP, error)
        except ClientError as error:
            log("warning", step=STEP, refused=str(error))
            if refusals.note(self.job, STEP, str(error)) and globe.idle:
                self._is_refused_for_good(str(error))

    def _operation(self, globe):
        target = {"TargetDbClusterIdentifier": self.database.own}
        if not self.failing_over:
            return globe.writer, "switchover_global_cluster", target
        if self.run.get("detach"):
            alone = {"DbClusterIdentifier": self.database.own}
            return self.role, "remove_from_global_cluster", alone
        return self.role, "failover_global_cluster", {**target, "AllowDataLoss": True}

    def _is_refused_for_good(self, said):
        """Take the other way where that is allowed; else end the run."""
        if not self.failing_over:
            raise Abandoned(f"RDS refuses to switch over: {said}")
        if self.run.get("may_detach") and not self.run.get("detach"):
            log("warning", step=STEP, detaches=said)
            self.run["detach"] = True
            self.job.save()
            return
        raise Broken(f"RDS refuses to promote the database of {self.role}: {said}")
