"""What is known of how the active region serves: shares of requests, by more than one witness.

The validator of each region writes down each minute what it sees (`watch`), and that of the active
region, in every region, how it serves (`serving`). A witness says that the region fails, that it
answers, or nothing: silence is nothing.
"""

from dataclasses import dataclass, field

import clock
import look

FAILS, DEGRADED, ANSWERS, NOTHING = "fails", "degraded", "answers", "says nothing"
FRESH_SECONDS = 180  # after which what a witness wrote counts for nothing
SHORT_MINUTES = 10  # for which fewer run than are wanted before that is more than a deployment
MINUTE = 60


@dataclass(frozen=True)
class Witness:
    """Who says what of the active region."""

    who: str
    says: str
    why: str


@dataclass(frozen=True)
class Evidence:
    """All that was seen of a region."""

    share: float  # of the requests sent just now that failed
    recorded: float | None  # of those of the last minutes; None when nobody wrote them down
    witnesses: list = field(default_factory=list)  # the own region first
    blind: str = ""  # why the own region had better not judge

    def saying(self, what):
        """Return who says something."""
        return [each.who for each in self.witnesses if each.says == what]

    @property
    def outvoted(self):
        """Say whether as many say that the region answers as say that it fails."""
        return len(self.saying(ANSWERS)) >= len(self.saying(FAILS))

    def is_down(self, settings):
        """Say whether a person may call the region down."""
        return self.share >= settings.down_share and not self.outvoted

    def is_down_for_sure(self, settings):
        """Say whether that may be acted on by itself."""
        lasting = self.recorded is not None and self.recorded >= settings.down_share
        enough = len(self.saying(FAILS)) > 1
        return self.is_down(settings) and lasting and enough and not self.blind

    def is_degraded(self, settings):
        """Say whether so many requests fail that people should look.

        What failed from here alone is over once nothing fails, and whoever else speaks says that
        it never did: it was this region that did not reach the other one.
        """
        lately = 0.0 if self._alone else self.recorded or 0.0
        return max(self.share, lately) >= settings.degraded_share

    @property
    def _alone(self):
        return {each.says for each in self.witnesses[1:]} - {NOTHING} == {ANSWERS}

    @property
    def sureness(self):
        """Say how sure that is: seen by two, seen by one for minutes, or seen just now."""
        agreeing = max(len(self.saying(FAILS)), len(self.saying(ANSWERS)))
        if agreeing > 1 and self.recorded is not None:
            return "sure"
        return "likely" if self.recorded is not None else "guess"

    def lines(self):
        """Return what each witness says, a line each."""
        said = [f"{each.who}: {each.says}, {each.why}" for each in self.witnesses]
        return [*said, f"this region: {self.blind}"] if self.blind else said

    def content(self):
        """Return what is kept with a run."""
        return {"share": self.share, "recorded": self.recorded, "witnesses": self.lines()}


def gather(job, source):
    """Look at a region now, and at what witnesses wrote down."""
    settings, view = job.settings, job.view
    share, why = look.now(job, source)
    own = view.own("watch")
    recorded = lately(own, source, settings)
    witnesses = [Witness(settings.role, verdict(share, settings), why)]
    for role in settings.others:
        if role != source:
            witnesses.append(of_standby(view.get(role, "watch"), role, source, settings))
    witnesses += [of_checkers(own, source), of_itself(view.own("serving"), source, settings)]
    return Evidence(share, recorded, witnesses, blindness(own, settings))


def verdict(share, settings):
    """Say what a share of failed requests means."""
    if share >= settings.down_share:
        return FAILS
    return DEGRADED if share >= settings.degraded_share else ANSWERS


def of_standby(watch, role, source, settings):
    """Return what another standby sees."""
    share = lately(watch, source, settings)
    if share is None:
        return Witness(role, NOTHING, "it has written nothing of late")
    return Witness(role, verdict(share, settings), f"{share:.0%} of its requests failed")


def of_checkers(watch, source):
    """Return what Route 53's health checkers see, as the validator found it here."""
    said = watch.get("checkers") or {}
    if not is_fresh(watch) or watch.get("active") != source or "says" not in said:
        return Witness("Route 53", NOTHING, "nobody could ask it")
    return Witness("Route 53", said["says"], said.get("why", ""))


def of_itself(serving, source, settings):
    """Return what the region sees of itself, by what it wrote here."""
    if not is_fresh(serving) or serving.get("role") != source or not serving.get("asked"):
        return Witness(f"{source} itself", NOTHING, "it has written nothing here of late")
    share = serving["failed"] / serving["asked"]
    return Witness(
        f"{source} itself", verdict(share, settings), f"{share:.0%} of its own requests failed"
    )


def blindness(watch, settings):
    """Say why the own region had better not judge another one; empty if it may."""
    if not is_fresh(watch):
        return "its validator has written nothing of late: nobody knows what it sees"
    if not watch.get("reaches", True):
        return "it reaches no other region either: it may be the one that is cut off"
    asked = watch.get("own_asked", 0)
    if asked and watch["own_failed"] / asked >= settings.down_share:
        return f"{watch['own_failed']} of {asked} requests to its own path failed"
    return ""


def is_fresh(item):
    """Say whether something was written down of late."""
    return bool(item) and clock.now() - item.get("at", 0) <= FRESH_SECONDS


def share_of(watch, source, minutes):
    """Return the share of requests to a region that failed in the last minutes; None if none."""
    if not watch or watch.get("active") != source:
        return None
    since = clock.now() // MINUTE - minutes
    seen = [each for each in watch.get("minutes", []) if each[0] >= since]
    asked = sum(each[1] for each in seen)
    return sum(each[2] for each in seen) / asked if asked else None


def lately(watch, source, settings):
    """Return the share that a witness has written down of late; None if it has written none."""
    return share_of(watch, source, settings.wait_minutes) if is_fresh(watch) else None


def was_in_need(job, source):
    """Say whether a region is left because it is ill, by what was written down here of it."""
    share = lately(job.view.own("watch"), source, job.settings)
    return (share or 0.0) >= job.settings.degraded_share or bool(shortage(job, source))


def shortage(job, active):
    """Say how the active region lacks what it wants to run; empty if it does not."""
    serving = job.view.own("serving")
    since = serving.get("short_since")
    if serving.get("role") != active or not since:
        return ""
    minutes = (clock.now() - since) / 60
    if minutes < SHORT_MINUTES:
        return ""
    return f"runs {serving['running']} of {serving['wanted']} for {minutes:.0f} minutes"


def last_seen(job, source):
    """Return when the validator here last saw a region answer, in seconds since 1970.

    None when it answers still, or when nobody has looked.
    """
    watch = job.view.own("watch")
    minutes = watch.get("minutes", []) if watch.get("active") == source else []
    limit = job.settings.down_share
    if not minutes or minutes[-1][2] < limit * minutes[-1][1]:
        return None
    seen = [at for at, asked, failed in minutes if failed < limit * asked]
    return MINUTE * (seen[-1] + 1 if seen else minutes[0][0])
