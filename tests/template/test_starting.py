"""What starts at once waits for its way out and into its database: `depends_on` says so."""

from typing import Any

import pytest
from tfdr import hcl

from tests.renders import rendered

WAYS = (
    "aws_route",
    "aws_route_table_association",
    "aws_vpc_endpoint",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
)
PUBLIC = {"aws_route.internet", "aws_route_table_association.public"}
STARTS = {"service": "aws_ecs_service", "instances": "aws_autoscaling_group"}


def ways(module: hcl.Module) -> set[str]:
    """The routes, endpoints and rules of a module."""
    return {
        ".".join(block.labels) for block in module.of_kind("resource") if block.labels[0] in WAYS
    }


def waited_for(module: hcl.Module, *labels: str) -> set[str]:
    """What a resource or an output of a module waits for."""
    for block in module.blocks:
        if tuple(block.labels) == labels and "depends_on" in block.attributes:
            references = block.attributes["depends_on"].expression.references
            return {".".join(each.names[:2]) for each in references}
    return set()


def argument(module: hcl.Module, call: str, name: str) -> set[str]:
    """What an argument of a call refers to."""
    for block in module.of_kind("module"):
        if block.labels[0] == call:
            references = block.attributes[name].expression.references
            return {".".join(each.names[:3]) for each in references}
    return set()


@pytest.mark.parametrize(
    ("changes", "compute"),
    [
        ({}, "service"),
        ({"compute": "ec2", "outbound": "nat", "services": []}, "instances"),
        ({"compute": "api", "services": ["sessions"]}, "api"),
    ],
)
def test_the_service_waits_for_its_way_out_and_into_its_database(
    changes: dict[str, Any], compute: str
) -> None:
    tree = hcl.read_tree(rendered("trading-platform", changes))
    modules = {directory.name: module for directory, module in tree.modules.items()}
    network, region = modules["network"], modules["region"]

    needed = ways(network)
    assert needed >= {"aws_vpc_endpoint.interface", "aws_vpc_endpoint.gateway"}
    assert ("aws_route.nat" in needed) is ("outbound" in changes)
    if "aws_route.nat" not in needed:  # then what is public is the load balancer's alone
        needed -= PUBLIC
    assert waited_for(network, "service_subnet_ids") == needed
    assert argument(region, compute, "subnet_ids") == {"module.network.service_subnet_ids"}

    clients = modules["database-clients"]
    assert waited_for(clients, "port") == {each for each in ways(clients) if each.endswith(".own")}
    assert "module.database_clients.port" in argument(region, "application", "database")

    if compute in STARTS:
        module = modules[compute]
        assert waited_for(module, STARTS[compute], "this") >= ways(module) != set()


@pytest.mark.parametrize("outbound", ["nat", "none"])
def test_a_load_balancer_waits_for_the_internet_gateway(outbound: str) -> None:
    tree = hcl.read_tree(rendered("trading-platform", {"outbound": outbound}))
    modules = {directory.name: module for directory, module in tree.modules.items()}

    assert waited_for(modules["network"], "public_subnet_ids") == {"aws_internet_gateway.this"}
    leads = argument(modules["region"], "load_balancer", "subnet_ids")
    assert leads == {"module.network.public_subnet_ids"}
