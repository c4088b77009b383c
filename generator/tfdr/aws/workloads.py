"""What functions and tasks are told by their environments."""

from collections.abc import Iterator

from tfdr.aws import containers
from tfdr.evaluate import Fields, Json, Ref, Resource, Value, known_text, plain
from tfdr.evaluate.functions import elements
from tfdr.evaluate.values import leaves


def place_of(workload: Resource) -> str:
    """Where a function or task is told."""
    return "environment" if workload.type == "aws_lambda_function" else containers.AT


def environment(workload: Resource) -> Iterator[tuple[str, Value]]:
    """The variables of a function or task and their values; "" for those not known."""
    if workload.type != "aws_lambda_function":
        yield from _of_containers(workload, "environment", "value")
        return
    variables = plain(workload.get("environment.variables"))
    if isinstance(variables, Fields):
        yield from variables.items()
        variables = variables.rest
    if variables is not None:
        yield "", variables


def _of_containers(task: Resource, key: str, of: str) -> Iterator[tuple[str, Value]]:
    if isinstance(plain(task.get(containers.AT)), Json):  # a file's text is not ours to read
        for container in containers.of(task) or ():
            for pair in elements(container.get(key)) if isinstance(container, Fields) else ():
                inside = plain(pair)
                if isinstance(inside, Fields):
                    yield known_text(inside.get("name")) or "", inside.get(of)


def given(workload: Resource) -> Iterator[tuple[str, Ref]]:
    """What it is told of other systems: the variable's name, and what its value refers to."""
    pairs = [*environment(workload)]
    if workload.type != "aws_lambda_function":
        pairs += _of_containers(workload, "secrets", "valueFrom")
    for name, value in pairs:
        # A list of all regions' systems is no call; what a function has made of a reference, such
        # as the ARN of a replica, may lead anywhere.
        inside = [] if isinstance(value, Json) else list(leaves(value))
        refs = [leaf for leaf in inside if isinstance(leaf, Ref)]
        if len({ref.target.owner for ref in refs}) == 1:
            yield name or "a variable", refs[0]
