"""Choosing a design by what it reaches and costs: what stands by, and who starts a failover."""

from collections.abc import Sequence
from typing import Any, Final

from tfdr.new import prompts
from tfdr.new.prompts import Option
from tfdr.new.sections import DESIGN
from tfdr.objectives import designs
from tfdr.objectives.designs import Design
from tfdr.objectives.reach import RPO, RTO, STRATEGY
from tfdr.objectives.words import dollars, minutes, price, prices_note, steps_of, who_starts
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
    lines = _options(found)
    start = next((n for n, each in enumerate(found) if _is_chosen(each, draft)), 0)
    while (which := prompts.one("Design:", lines, start)) == DETAILS:
        for design in found:
            _show_costs(design)
    for name, value in found[which].answers.items():
        draft.choose(name, value)


def summary(draft: Draft) -> str:
    """What the chosen design reaches and costs, in a sentence; empty where that is unknown."""
    design = next((each for each in _all(draft) if _is_current(each, draft)), None)
    if design is None:
        return ""
    cost = f" The standby costs {dollars(design.monthly)} a month." if design.costs else ""
    return (
        f"The design reaches an RTO of {minutes(design.reach.minutes)} and an RPO of "
        f"{minutes(design.recovery_point)}.{cost}"
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
        f"Objectives: RPO {minutes(values[RPO])}, RTO {minutes(values[RTO])}. Steps in minutes, "
        "in parentheses if a longer step runs at the same time:"
    )
    for row in steps_of([design.reach for design in found]):
        console.paragraph(row, "dim")
    if costs := found[0].costs:
        console.paragraph(prices_note(costs))


def _options(found: Sequence[Design]) -> list[Option]:
    options = [
        Option(_line(number, design), number, design.stands_by)
        for number, design in enumerate(found)
    ]
    if any(design.costs for design in found):
        options.append(Option("What each of them costs, item by item", DETAILS))
    return options


def _line(number: int, design: Design) -> str:
    cost = dollars(design.monthly) if design.costs else ""
    starts = {None: "", True: "automatic", False: "by a person"}[design.automatic]
    return (
        f"{number + 1} {design.strategy:<12} {starts:<11} RTO {design.reach.minutes:<3g} "
        f"RPO {design.recovery_point:<2g} {cost:>7}"
    )


def _show_costs(design: Design) -> None:
    if design.costs is None:
        return
    console.heading(f"{design.strategy}, {who_starts(design)}", dollars(design.monthly))
    console.table(
        ("item", "count", "price", "$/month"),
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
