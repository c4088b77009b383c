"""DR51: images are pulled from a registry in the region that runs them."""

import re
from collections.abc import Iterator

from tfdr.aws import containers
from tfdr.evaluate import (
    Fields,
    Ref,
    Resource,
    System,
    Truth,
    Value,
    known_text,
    plain,
    sources,
)
from tfdr.evaluate.values import Text, all_of, leaves
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_REGISTRY = re.compile(r"\.dkr[.-]ecr\.([a-z0-9-]+)\.")


def check(system: System) -> Iterator[Verdict]:
    """Each function and task that runs images."""
    for function in system.resources("aws_lambda_function"):
        image = function.get("image_uri")
        if image is not None:
            yield _judged(function, [image], "image_uri")
    for task in system.resources("aws_ecs_task_definition"):
        yield _judged(task, list(_images(task)), containers.AT)


def _images(task: Resource) -> Iterator[Value]:
    found = containers.of(task)
    for each in [containers.content(task)] if found is None else found:
        yield each.get("image", each.rest) if isinstance(each, Fields) else each


def _judged(workload: Resource, images: list[Value], at: str) -> Verdict:
    homes = [_is_home(image, workload) for image in images]
    wrong = [str(plain(each)) for each, home in zip(images, homes, strict=True) if home is False]
    message = f"pulls {', '.join(wrong)}, from another region than {workload.region}"
    unknown = [source for image in images for source in sources(image)]
    return judge(workload, all_of(*homes), message, at, unknown=unknown)


def _is_home(image: Value, workload: Resource) -> Truth:
    for leaf in leaves(image):
        if isinstance(leaf, Ref) and leaf.target.owner.type == "aws_ecr_repository":
            return leaf.target.owner.region.is_same(workload.region)
    inside = plain(image)
    text = str(inside) if isinstance(inside, Text) else known_text(inside)
    if text is None:
        return None
    match = _REGISTRY.search(text)
    if match:
        return workload.region.is_code(match[1])
    # A registry of no region, unless what begins the name is not known.
    begins = inside.prefix if isinstance(inside, Text) else text
    return True if begins and ".dkr" not in begins and not begins.isdigit() else None
