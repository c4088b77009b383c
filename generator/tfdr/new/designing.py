"""Choosing a design by what it reaches and costs: what stands by, and who starts a failover."""

from collections.abc import Sequence
from typing import Any, Final

from tfdr.new import prompts
from tfdr.new.prompts import Option
from tfdr.new.sections import DESIGN
from tfdr.objectives import designs
from tfdr.objectives.designs import Design
from tfdr.objectives.reach import RPO, RTO, STRATEGY
from tfdr.objectives.words import budget, dollars, minutes, price, prices_note, who_starts
from tfdr.questionnaire.answers import Given
from tfdr.questionnaire.draft import CHOSEN, Draft
from tfdr.terminal import console

DETAILS: Final = "details"


def possible(draft: Draft) -> bool:
    """Say whether the template derives what designs are compared by."""
    questions = draft.questionnaire.questions
    return {STRATEGY, *designs.FACTS} <= questions.keys()


def wanted(draft: Draft) -> bool:
    """Say whether a design is to be chosen: it is not, where the command names one."""
    named = any(draft.was_given(name, by_preset=False) for name in DESIGN.names)
    return possible(draft) and not named


def choose(draft: Draft) -> None:
    """Show the designs that reach the objectives, and have one chosen.

    Raises:
        Back: the person wants to go back.
    """
    found = [design for design in _all(draft) if design.reach.holds]
    _show(draft, found)
    lines = [Option(_line(design), number) for number, design in enumerate(found)]
    if any(design.costs for design in found):
        lines.append(Option("Show what each of them costs, item by item", DETAILS))
    start = next((n for n, each in enumerate(found) if _is_chosen(each, draft)), 0)
    while (which := prompts.one("Design (strategy, automatic_failover):", lines, start)) == DETAILS:
        for design in found:
            _show_costs(design)
    for name, value in found[which].answers.items():
        draft.choose(name, value)


def summary(draft: Draft) -> str:
    """What the chosen design reaches and costs, in a sentence; empty where that is unknown."""
    design = next((each for each in _all(draft) if _is_current(each, draft)), None)
    if design is None:
        return ""
    cost = f", {dollars(design.monthly)} a month for the standby" if design.costs else ""
    return (
        f"Reaches an RTO of {minutes(design.reach.minutes)} and an RPO of "
        f"{minutes(design.recovery_point)}{cost}."
    )


def _all(draft: Draft) -> list[Design]:
    if not possible(draft):
        return []
    return designs.all_of(draft.questionnaire, [Given(CHOSEN, draft.chosen), *draft.places])


def _is_chosen(design: Design, draft: Draft) -> bool:
    known = {name for name in design.answers if draft.was_given(name) or name in draft.chosen}
    return bool(known) and _is_current(design, draft)


def _is_current(design: Design, draft: Draft) -> bool:
    values: dict[str, Any] = draft.settled.values
    return all(values.get(name) == value for name, value in design.answers.items())


def _show(draft: Draft, found: Sequence[Design]) -> None:
    values = draft.settled.values
    console.heading(DESIGN.title)
    console.paragraph(
        f"Objectives: RPO {minutes(values[RPO])}, RTO {minutes(values[RTO])}. "
        "The RTO of each design, step by step:"
    )
    seen: list[str] = []
    for design in found:
        line = f"{design.strategy}, {who_starts(design)}: {budget(design.reach)}"
        if line not in seen:
            console.paragraph(line, "dim", indent="  ")
        seen.append(line)
    if costs := found[0].costs:
        console.paragraph(prices_note(costs))


def _line(design: Design) -> str:
    cost = dollars(design.monthly).rjust(9) if design.costs else ""
    return (
        f"{design.strategy:<12} {who_starts(design):<15} RTO {design.reach.minutes:>3g} "
        f"RPO {design.recovery_point:>3g} {cost}  {design.stands_by}"
    ).rstrip()


def _show_costs(design: Design) -> None:
    if design.costs is None:
        return
    console.heading(f"{design.strategy}, {who_starts(design)}", dollars(design.monthly))
    console.table(
        ("item", "count", "price", "$ a month"),
        [
            (
                item.what,
                f"{item.count:g}",
                price(item),
                "" if item.monthly is None else f"{item.monthly:.2f}",
            )
            for item in design.costs.items
        ],
    )
