"""FO13B: A deployment of a REST API is made anew when the API changes."""

from collections.abc import Iterator

from tfdr.evaluate import System, any_of
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each deployment."""
    for deployment in system.resources("aws_api_gateway_deployment"):
        named = deployment.has("triggers")
        replaced = any(
            each.expression("replace_triggered_by") is not None
            for each in deployment.block.nested("lifecycle")
        )
        # The old way: whatever changes the deployment makes a new one.
        written = any_of(deployment.has("variables"), deployment.has("stage_description"))
        holds = any_of(named, replaced, written)
        yield judge(deployment, holds, "nothing makes it anew when the API changes", "triggers")
