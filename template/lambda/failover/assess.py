"""Looks before anything is changed: is what was asked for possible, needed and allowed?"""

import clock
import evidence
import look
import planned
import possible
import promote
import runs
from botocore.exceptions import ClientError
from errors import FAILURES, Abandoned, NothingToDo, Refused, Unanswered

LOOKS = 3
SECONDS_BETWEEN_LOOKS = 5
TRIED_SECONDS = 1800  # for which a switchover that hung or was refused need not be tried again
FORCE = 'To fail over all the same: {"action": "failover", "allow_data_loss": true, "force": true}.'
LOSSLESS = 'To move without losing anything: {"action": "switchover"}.'


def decide(job, request):
    """Return the run that a request leads to; raise `Refused` or `NothingToDo`."""
    settings, view = job.settings, job.view
    role, truth = settings.role, view.truth()
    globe = look_at_globe(job)
    writer = globe.writer if globe else None
    if truth["active"] == role and (globe is None or writer == role):
        return _reopening(job, request, globe)
    # Where the database writes is where the data is, whatever the records say.
    source = truth["active"] if globe is None or writer in (None, role) else writer
    if source == role:
        raise Refused(
            f"RDS names no writer, and the records name {role}",
            "Look at the global cluster in the RDS console, and ask again.",
        )
    if globe and writer != role:
        possible.check_members(job, globe)
    case = Case(job, request, globe, source)
    if request.planned:
        planned.check(case)
        return runs.planned(case)
    if request.action == "failover":
        check_failover(case)
        return runs.failover(case)
    return least_harmful(case)


class Case:
    """A request, and what was found of the world for it, each thing once."""

    def __init__(self, job, request, globe, source):
        self.job, self.request, self.globe, self.source = job, request, globe, source
        self.writer = globe.writer if globe else None
        self._evidence, self._lags, self._there = None, {}, None

    @property
    def moves_database(self):
        """Whether another cluster writes."""
        return self.globe is not None and self.writer != self.job.settings.role

    @property
    def evidence(self):
        """What is seen of the source."""
        if self._evidence is None:
            self._evidence = evidence.gather(self.job, self.source)
        return self._evidence

    @property
    def is_urgent(self):
        """Whether the source is in need, and who asks leaves the way to this function."""
        return not self.request.planned and self.evidence.is_down(self.job.settings)

    @property
    def last_seen(self):
        """When the source was last seen to answer; None if it does, or nobody has looked."""
        return evidence.last_seen(self.job, self.source)

    @property
    def there(self):
        """What RDS says of the source's cluster, asked anew; empty if it does not answer.

        Whoever asks for a switchover may try it as soon as RDS answers once. Where it is one of
        two moves, RDS has to answer each time: an answer now and then would have a failover refused
        for a switchover that is refused in its turn.
        """
        if self._there is None:
            try:
                for looks in range(1 if self.request.planned else LOOKS):
                    if looks:
                        self.job.aws.wait(SECONDS_BETWEEN_LOOKS)
                    self._there = self.job.database.describe(self.source, fresh=True)
            except (Unanswered, ClientError) as error:
                self._there = {}
                self.why_silent = str(error)
        return self._there

    def lag(self, until=None):
        """Return how far the own cluster is behind; empty where it is not or nobody knows."""
        if not self.moves_database:
            return {}
        if until not in self._lags:
            self._lags[until] = self.job.database.lag(until)
        return self._lags[until]


def least_harmful(case):
    """Return the run that loses least, for whoever wants this region active and no more."""
    request = case.request
    if request.automatic:
        check_down_for_sure(case)
    try:
        if not request.force and was_tried(case.job):
            raise Refused("a switchover was tried a moment ago")
        planned.check(case)
        return runs.planned(case)
    except Refused as error:
        if not request.allow_data_loss:
            raise
        no_switchover = error
    try:
        check_failover(case)
    except Refused as error:
        raise Refused(f"{error}; no switchover: {no_switchover}", error.then) from error
    return runs.failover(case)


def check_down_for_sure(case):
    """Refuse what would happen by itself unless more than one witness is for it."""
    settings, seen = case.job.settings, case.evidence
    if not seen.is_down_for_sure(settings):
        raise Refused(
            f"{case.source} is not down for sure: {'; '.join(seen.lines())}",
            'A person may decide: {"action": "advise"} says what is known.',
        )


def check_failover(case):
    """Refuse a failover that nobody allowed, that nobody needs or that loses too much."""
    job, request, settings = case.job, case.request, case.job.settings
    if case.globe and not request.allow_data_loss:
        raise Refused(
            "a failover can lose what was written last and not replicated yet",
            'If that has to be: {"action": "failover", "allow_data_loss": true}.',
        )
    if case.moves_database:
        check_promotable(case)
    if request.force:
        return
    check_bearable(case)
    if not case.evidence.is_down(settings):
        raise Refused(
            f"{case.source} does not look down: {'; '.join(case.evidence.lines())}",
            f"{LOSSLESS} {FORCE}",
        )
    possible.check_readiness(job, case.globe)
    check_no_switchover(case)


def check_promotable(case):
    """Refuse what RDS would refuse, unless the cluster may be detached and promoted by itself."""
    why = possible.why_not_managed(case.job, case.globe, case.there)
    if why and not may_detach(case):
        raise Refused(why, f"Bring both to the same version. {possible.DETACH}")


def may_detach(case):
    """Say whether the own cluster may be taken out of the global one."""
    return case.request.detach or case.job.settings.may_detach


def check_bearable(case):
    """Refuse to lose more than the objective allows, or nobody knows how much.

    A copy that is made anew is not whole. What RDS says of a copy whose writer is lost is not
    documented: where the lag is known from when the writer was last seen, that counts.
    """
    role, lag = case.job.settings.role, case.lag(case.last_seen)
    whole = not case.moves_database or case.globe.connected(role)
    if not whole and not (lag and case.last_seen):
        raise Refused(
            f"the database in {role} is not in step: it is being copied anew",
            f"Fail over to another region, or wait. {FORCE}",
        )
    possible.check_lag(case.job.settings, lag, FORCE)


def check_no_switchover(case):
    """Refuse to lose what a switchover would not lose."""
    if not case.moves_database or was_tried(case.job):
        return
    try:
        planned.check(case)
    except Refused:
        return
    raise Refused(
        f"the database answers in {case.source} and here: a switchover loses nothing",
        f"{LOSSLESS} If that hangs, a failover is accepted. {FORCE}",
    )


def was_tried(job):
    """Say whether a planned run of this region hung or was given up a moment ago."""
    run = job.view.own("run")
    ended = run.get("finished_at", run.get("started_at", 0))
    tried = run.get("action") in ("switchover", "failback") and run.get("outcome") != "finished"
    return tried and clock.now() - ended < TRIED_SECONDS


def _reopening(job, request, globe):
    """Return a run that opens the active region again, after another region meant to take over."""
    role = job.settings.role
    others = job.view.unfinished()
    is_closed = _is_closed(job)
    if request.automatic or not (is_closed or others):
        raise NothingToDo(f"{role} is the active region already")
    if request.action != "failover":
        why = "it is closed" if is_closed else f"a run to {', '.join(others)} has not ended"
        raise Refused(
            f"{role} is the active region already, but {why}",
            'To open it and to end that run: {"action": "failover"}. Nothing is lost by it.',
        )
    if globe and not globe.idle and not globe.standalone:
        raise Refused(f"the global cluster is {globe.status}", "Ask again when it is available.")
    return runs.failover(Case(job, request, globe, role))


def _is_closed(job):
    try:
        return job.compute.is_closed(job.settings.role)
    except FAILURES:
        return False


def look_again(job):
    """Raise `Abandoned` when a run is not wanted any more that was interrupted before it moved."""
    run = job.run
    globe = look_at_globe(job)
    if globe and promote.has_moved(job, globe):
        return
    if globe and not (globe.idle and globe.writer in run["writers"]):
        return  # RDS is at it
    if run["action"] == "failover" or run.get("urgent"):
        _look_for_life(job)
        return
    planned.check_still_wanted(job, globe)


def _look_for_life(job):
    """Give a run up whose source has come back, unless that run has closed it already."""
    run, source = job.run, job.run["source"]
    closed = job.view.get(source, "fence").get("epoch") == run["epoch"]
    if closed or source == job.settings.role or run["request"].get("force"):
        return
    failed, _, why = look.once(job, source)
    if not failed:
        raise Abandoned(f"{source} is well again: {why}")


def look_at_globe(job):
    """Return what RDS says; an answer without a writer is worth a second look."""
    if not job.settings.global_cluster:
        return None
    for _ in range(LOOKS):
        globe = job.database.look(job.standalone)
        if globe.writer:
            break
        job.aws.wait(SECONDS_BETWEEN_LOOKS)
    return globe
