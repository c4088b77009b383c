"""What AWS said no to, in its own words: kept with the run until people have read it."""

import clock

TIMES = 6  # the same words, so often and
SECONDS = 60  # for so long, mean no
PASSING = " (passing)"  # apart from what is refused: being throttled is no step nearer to a no


def note(job, step, said):
    """Keep what AWS refused; return whether it refuses for good."""
    known = _kept(job, step, said)
    return known["times"] >= TIMES and known["last"] - known["since"] >= SECONDS


def note_passing(job, step, error):
    """Keep what AWS answered that did no more than ask for patience: it says no to nothing."""
    if error.said:
        _kept(job, step + PASSING, error.said)


def _kept(job, step, said):
    known = job.run.setdefault("refusals", {})
    now = int(clock.now())
    if known.get(step, {}).get("said") != said:
        known[step] = {"said": said, "times": 0, "since": now}
    known[step]["times"] += 1
    known[step]["last"] = now
    job.save()
    return known[step]


def forget(job, step):
    """Drop what AWS refused before it did it after all."""
    for kept in (step, step + PASSING):
        job.run.get("refusals", {}).pop(kept, None)


def lines(run):
    """Return what AWS refused in a run, a line for each step."""
    return [
        f"{step}: {each['said']} ({each['times']} times)"
        for step, each in run.get("refusals", {}).items()
    ]
