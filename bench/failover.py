"""Failover overhead: what the function does besides calling AWS, beside a plain script."""

from tests.faults.overhead import Overhead, measure

__all__ = ["as_markdown", "figures", "measure", "section"]
HEAD = ("failover by", "calls before traffic moves", "own time", "waits before traffic moves")


def as_markdown(overheads: list[Overhead]) -> str:
    """The figures as a table."""
    rows = [
        (each.name, f"{each.calls}", f"{each.own_milliseconds:.1f} ms", f"{each.waited:.0f} s")
        for each in overheads
    ]
    lines = [HEAD, ("---", "---:", "---:", "---:"), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def figures(overheads: list[Overhead]) -> dict[str, dict[str, float]]:
    """The figures by name."""
    return {
        each.name: {
            "calls_before_traffic_moves": each.calls,
            "own_seconds": round(each.own_milliseconds / 1000, 6),
            "seconds_waited": round(each.waited, 1),
        }
        for each in overheads
    }


def section(overheads: list[Overhead]) -> str:
    """The section of docs/benchmarks.md."""
    return f"""
## Failover overhead

{as_markdown(overheads)}

Calls are those of one failover, one after the other, up to the one that moves traffic, with a
database that is promoted at the first look. Own time is what the whole run takes outside of calls,
the median of 20 runs. The waits are the function's own: time-outs and second looks at a region
that does not answer, and pauses between looks. What AWS takes to promote comes on top, for both.

The plain script raises the capacity, promotes, waits, and moves traffic. It takes no lease, looks
at nothing first, writes nothing down, closes no path to the old region, retries nothing and cannot
be resumed: that is what the other calls are for.
"""
