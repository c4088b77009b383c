"""The report: findings by region and question, and a verdict."""

from dataclasses import dataclass, field

import findings

MARKS = (findings.WRONG, findings.UNKNOWN, findings.NOTE, findings.OK)  # the gravest first


@dataclass
class Report:
    """What was found.

    Attributes:
        regions: by role, all that the outputs name.
        active: role of the active region; None when nobody says.
        answers: findings by place, a role or BETWEEN, and by question.
        silent: roles of the regions that do not respond.
        skipped: places and outputs that were missing by the question that was not asked there.
    """

    regions: dict
    active: str | None = None
    answers: dict = field(default_factory=dict)
    silent: list = field(default_factory=list)
    skipped: dict = field(default_factory=dict)

    def add(self, place, question, found):
        """Write down the findings of a question at a place."""
        self.answers.setdefault(place, {})[question] = found

    def skip(self, place, question, outputs):
        """Write down that a question was not asked at a place, as outputs are missing."""
        known = self.skipped.setdefault(question, {"places": [], "outputs": outputs})
        known["places"].append(place)

    def count(self, status):
        """Return how many findings have a status."""
        return sum(
            each.status == status
            for by_question in self.answers.values()
            for found in by_question.values()
            for each in found
        )

    @property
    def in_order(self):
        """Whether everything is known and nothing is wrong."""
        bad = self.count(findings.WRONG) or self.count(findings.UNKNOWN)
        return not bad and not self.silent and self.active is not None and bool(self.answers)

    @property
    def verdict(self):
        """Who is active, who could follow, and whether that is in order."""
        said = [self._who()]
        wrong, unclear = self.count(findings.WRONG), self.count(findings.UNKNOWN)
        if wrong:
            said.append(f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong.")
        if unclear:
            said.append(
                f"{unclear} {'question has' if unclear == 1 else 'questions have'} no answer."
            )
        if not wrong and not unclear:
            said.append("All that was asked is in order.")
        return " ".join(said)

    def _who(self):
        if self.active is None:
            who = "Nobody says which region is active."
        else:
            who = f"{self.regions[self.active]} ({self.active}) is active."
        standing = [
            role for role in self.regions if role != self.active and role not in self.silent
        ]
        if self.silent:
            lost = ", ".join(f"{self.regions[role]} ({role})" for role in self.silent)
            who += f" No answer from {lost}."
        if self.active is None:
            return who
        if not standing:
            return f"{who} There is no standby."
        return f"{who} Standby: {', '.join(self.regions[role] for role in standing)}."

    def lines(self):
        """Return the report for people, a line each."""
        for place, by_question in self.answers.items():
            yield f"{place}  {self.regions[place]}" if place in self.regions else place
            for question, found in by_question.items():
                yield from _lines(question, found)
            yield ""
        for question, missing in self.skipped.items():
            outputs, places = ", ".join(missing["outputs"]), ", ".join(missing["places"])
            yield f"not asked: {question} No output {outputs} ({places})."
        if self.skipped:
            yield ""
        yield self.verdict

    def as_json(self):
        """Return the report for programs."""
        return {
            "verdict": self.verdict,
            "in_order": self.in_order,
            "active": self.active,
            "silent": self.silent,
            "regions": self.regions,
            "answers": {
                place: {
                    question: [each._asdict() for each in found]
                    for question, found in by_question.items()
                }
                for place, by_question in self.answers.items()
            },
            "skipped": self.skipped,
        }


def _lines(question, found):
    """One line when all is in order; what is not, each on a line of its own."""
    gravest = min((each.status for each in found), key=MARKS.index, default=findings.OK)
    fine = " ".join(each.says for each in found if each.status == findings.OK and each.says)
    if gravest == findings.OK:
        yield f"  {gravest:8} {question} {fine}".rstrip()
        return
    yield f"  {gravest:8} {question}"
    for status in MARKS[:-1]:
        yield from (f"             {each.says}" for each in found if each.status == status)
