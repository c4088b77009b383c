"""`python -m bench`: medians side by side, as ratios; a benchmark, not a test."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from bench import failover, oracles, proof
from bench.contenders import Contender, Ground, checkers, generators, lay_ground, run

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
Times = dict[str, list[float]]


def main() -> None:
    """Measure, print a table and one line of JSON, and write the page when asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each command (default: 5)")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md as well")
    parser.add_argument("--tests", action="store_true", help="only how long the tests took")
    parser.add_argument("--oracles", action="store_true", help="only what the oracles cost")
    args = parser.parse_args()
    if args.tests:
        text = proof.with_section(PAGE.read_text())
        PAGE.write_text(text) if args.write else print(text)
        return
    if args.oracles:
        costs = oracles.measure()
        print(oracles.as_markdown(costs))
        if args.write:
            PAGE.write_text(oracles.with_section(PAGE.read_text(), oracles.section(costs)))
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        work = Path(temporary)
        ground = lay_ground(work)
        generating = measure(generators(ground, work), args.runs)
        checking = measure(checkers(ground, work), args.runs)
    table = [*rows(generating), *rows(checking)]
    overheads = failover.measure()
    print(as_markdown(table))
    print(failover.as_markdown(overheads))
    medians = {name: round(statistics.median(t), 3) for name, t in (generating | checking).items()}
    figures = {
        "runs": args.runs,
        "medians_in_seconds": medians,
        "failover_overhead": failover.figures(overheads),
    }
    print("bench:", json.dumps(figures))
    if args.write:
        former = PAGE.read_text()
        kept = oracles.kept(former) + proof.section(former)
        PAGE.write_text(page(table, ground, args.runs) + failover.section(overheads) + kept)


def measure(contenders: Sequence[Contender], runs: int) -> Times:
    """Wall times of each command, in turn, so that a slow minute of the machine hits all."""
    times: Times = {contender.name: [] for contender in contenders}
    for number in range(runs + 1):
        for contender in contenders:
            contender.prepare()
            began = time.perf_counter()
            run(contender.command, contender.cwd, contender.env)
            if number:  # the first round only warms the machine's caches
                times[contender.name].append(time.perf_counter() - began)
    return times


def rows(times: Times) -> list[tuple[str, str, str, str]]:
    """Name, median, range, and the ratio to the first one's median."""
    base = statistics.median(next(iter(times.values())))
    return [
        (
            name,
            f"{statistics.median(taken):.2f} s",
            f"{min(taken):.2f} to {max(taken):.2f} s",
            f"{statistics.median(taken) / base:.2f}",
        )
        for name, taken in times.items()
    ]


def as_markdown(table: list[tuple[str, str, str, str]]) -> str:
    """The rows as a table."""
    lines = [("command", "median", "range", "ratio"), ("---", "---:", "---", "---:"), *table]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page(table: list[tuple[str, str, str, str]], ground: Ground, runs: int) -> str:
    """The text of docs/benchmarks.md."""
    tools = [f"{name} {version(name)}" for name in ("copier", "cookiecutter")]
    said = subprocess.run(["terraform", "version"], capture_output=True, text=True, check=True)
    tools.append(said.stdout.splitlines()[0].replace(" v", " "))
    return f"""# Benchmarks

Written by `python -m bench --write`. Each figure is the wall time of a whole process, the median
of {runs} runs that take turns after one round that does not count; the ratio is to the first line
of its group (`copier copy`, `terraform validate`).

{as_markdown(table)}

Python {platform.python_version()}, {", ".join(tools)}; {os.cpu_count()} cores,
{platform.system()} {platform.machine()}. The repository is the preset `trading-platform`:
{ground.files} files, {ground.lines} lines of Terraform.

- `tfdr new` and `copier copy` render the same template with the same answers.
- Cookiecutter cannot run that template. It is given one that was made mechanically from the
  result, with as many files: the project's name is its only variable. That is less work: no
  answer is checked and nothing is derived.
- `terraform validate` runs in a directory that is initialised already, on the root module alone.
  `tfdr check --no-terraform` parses, resolves, evaluates and judges the root and `bootstrap/`;
  it knows arguments by an extract of the provider's schema, validate by the provider itself.
"""


if __name__ == "__main__":
    main()
