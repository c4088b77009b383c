"""Designs in words: who starts a failover, what its steps take, what is known of its price."""

from collections.abc import Sequence

from tfdr.objectives.costs import Costs, Item
from tfdr.objectives.designs import Design
from tfdr.objectives.reach import Minutes, Reach


def minutes(value: Minutes) -> str:
    """A number of minutes, with its unit."""
    return f"{value:g} min"


def dollars(value: float) -> str:
    """A sum of dollars, in whole ones: prices are known to no more."""
    return f"${value:,.0f}"


def who_starts(design: Design) -> str:
    """Who starts a failover."""
    return {None: "no failover", True: "automatic", False: "a person starts"}[design.automatic]


def steps_of(reaches: Sequence[Reach]) -> list[str]:
    """The steps of several recoveries side by side, in minutes.

    A step that a longer one hides is in parentheses: both begin at the same time.
    """
    names = list(dict.fromkeys(each.step for reach in reaches for each in reach.steps))
    # In the order of time, wherever designs differ: what decides comes before what it starts.
    names.sort(key=lambda name: max(_place(name, reach) for reach in reaches))
    width = max(map(len, [*names, "RTO in minutes"]))
    rows = [[str(number + 1) for number in range(len(reaches))]]
    rows += [[_taken(name, reach) for reach in reaches] for name in names]
    rows.append([f"{reach.minutes:g}" for reach in reaches])
    titles = ["design", *names, "RTO in minutes"]
    return [
        f"  {title:<{width}}" + "".join(cell.rjust(6) for cell in row)
        for title, row in zip(titles, rows, strict=True)
        if any(row)
    ]


def _place(name: str, reach: Reach) -> int:
    return next((n for n, each in enumerate(reach.steps) if each.step == name), -1)


def _taken(name: str, reach: Reach) -> str:
    step = next((each for each in reach.steps if each.step == name), None)
    if step is None or not step.minutes:
        return ""
    return f"{step.counted:g}" if step.counted else f"({step.minutes:g})"


def price(item: Item) -> str:
    """The price of an item, with a star where it is another region's."""
    if item.each is None:
        return "unknown"
    return f"{item.each:.4g}{'*' if item.borrowed else ''}"


def prices_note(costs: Costs) -> str:
    """What has to be known of the prices."""
    first, last = costs.dates
    said = (
        f"Costs are those of {' and '.join(costs.regions)} a month: list prices of {first} to "
        f"{last}, use as in docs/cost.md."
    )
    if costs.borrowed:
        said += f" us-east-1's price stands for {_some(costs.borrowed)}."
    if costs.unknown:
        said += f" Without a price, and not counted: {_some(costs.unknown)}."
    return said


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:2])
    return shown if len(names) <= 2 else f"{shown} and {len(names) - 2} more"
