"""Designs in words: who starts a failover, what its steps take, what is known of its price."""

from tfdr.objectives.costs import Costs, Item
from tfdr.objectives.designs import Design
from tfdr.objectives.reach import Minutes, Reach


def minutes(value: Minutes) -> str:
    """A number of minutes, with its unit."""
    return f"{value:g} min"


def dollars(value: float) -> str:
    """A sum of dollars, in whole ones: prices are known to no more."""
    return f"$ {value:,.0f}"


def who_starts(design: Design) -> str:
    """Who starts a failover."""
    return {None: "no failover", True: "automatic", False: "a person starts"}[design.automatic]


def budget(reach: Reach) -> str:
    """The steps of a recovery, as a sum."""
    counted = [step for step in reach.steps if step.counted]
    meanwhile = [step for step in reach.steps if step.minutes and not step.counted]
    said = " + ".join(f"{step.counted:g} {step.step}" for step in counted) or "nothing to do"
    taken = sum(step.counted for step in counted)
    least = f", counted as {reach.minutes:g}" if reach.minutes > taken else ""
    aside = "".join(f" (meanwhile {step.step}, {step.minutes:g})" for step in meanwhile)
    return f"{said}{aside} = {taken:g}{least}"


def price(item: Item) -> str:
    """The price of an item, with a star where it is another region's."""
    if item.each is None:
        return "unknown"
    return f"{item.each:.4g}{'*' if item.borrowed else ''}"


def prices_note(costs: Costs) -> str:
    """What has to be known of the prices."""
    first, last = costs.dates
    said = (
        f"Costs are those of {' and '.join(costs.regions)} a month, at list prices found between "
        f"{first} and {last}, with the use that docs/cost.md assumes."
    )
    if costs.borrowed:
        said += f" us-east-1's price stands for {_some(costs.borrowed)}."
    if costs.unknown:
        said += f" Without a price, and not counted: {_some(costs.unknown)}."
    return said


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
