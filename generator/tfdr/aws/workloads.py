"""What functions and tasks are given, and by which roles things run."""

from collections.abc import Iterator

from tfdr.evaluate import Fields, Json, Ref, Resource, Value, known_text, plain
from tfdr.evaluate.values import leaves


def given(workload: Resource) -> Iterator[tuple[str, Ref]]:
    """What it is told of other systems: the variable's name, and what its value refers to."""
    pairs: list[tuple[str, Value]] = []
    if workload.type == "aws_lambda_function":
        variables = plain(workload.get("environment.variables"))
        pairs += variables.items() if isinstance(variables, Fields) else ()
    else:
        definitions = plain(workload.get("container_definitions"))
        content = plain(definitions.content) if isinstance(definitions, Json) else None
        for container in content if isinstance(content, list) else ():
            inside = plain(container)
            if isinstance(inside, Fields):
                pairs += _entries(inside, "environment", "value")
                pairs += _entries(inside, "secrets", "valueFrom")
    for name, value in pairs:
        # A list of all regions' systems is no call; what a function has made of a reference, such
        # as the ARN of a replica, may lead anywhere.
        inside = [] if isinstance(value, Json) else list(leaves(value))
        refs = [leaf for leaf in inside if isinstance(leaf, Ref)]
        if len({ref.target.owner for ref in refs}) == 1:
            yield name, refs[0]


def _entries(container: Fields, key: str, of: str) -> Iterator[tuple[str, Value]]:
    entries = plain(container.get(key))
    for entry in entries if isinstance(entries, list) else ():
        inside = plain(entry)
        if isinstance(inside, Fields):
            yield known_text(inside.get("name")) or "a variable", inside.get(of)
