"""FO12A: the tasks of a failover state machine are retried, or their errors caught."""

from collections.abc import Iterator

from tfdr.aws import state_machines
from tfdr.evaluate import Fields, System, known_text
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


def check(system: System) -> Iterator[Verdict]:
    """Each task of each state machine that fails over."""
    for machine in state_machines.failing_over(system):
        definition = state_machines.definition(machine)
        if not isinstance(definition, Fields):
            yield judge(machine, None, "its definition", "definition")
            continue
        alone = [
            name
            for name, task in state_machines.tasks(definition)
            if "Retry" not in task
            and "Catch" not in task
            and task.rest is None
            and "sns:publish" not in (known_text(task.get("Resource")) or "")  # tells people only
        ]
        message = f"ends at the first error of {', '.join(alone[:3])}"
        yield judge(machine, not alone, message, "definition")
