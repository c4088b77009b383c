"""CMP04, CMP05, OPS03 and what keeps instances up: the repository says what is so."""

import ast
import base64
import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tests.emulated.requirements.alarmed import region_of_service
from tests.emulated.requirements.system import Resource, System


def functions_without_their_code(system: System) -> Iterator[str]:
    """CMP04: the package is in the repository, is what was uploaded, and has the handler."""
    assert system.repository is not None
    for function in system.of_type("aws_lambda_function"):
        package = system.repository / function.values["filename"]
        if not package.is_file():
            yield f"{function.address}: {function.values['filename']} is not in the repository"
            continue
        digest = base64.b64encode(hashlib.sha256(package.read_bytes()).digest()).decode()
        for argument in ("code_sha256", "source_code_hash"):
            if function.values[argument] != digest:
                yield f"{function.address}: {argument} is not that of its package"
        if not _has_handler(package, function.values["handler"]):
            yield f"{function.address}: its package has no {function.values['handler']}"


def _has_handler(package: Path, handler: str) -> bool:
    module, _, name = handler.partition(".")
    with zipfile.ZipFile(package) as zipped:
        if f"{module}.py" not in zipped.namelist():
            return False
        tree = ast.parse(zipped.read(f"{module}.py"))
    return name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


def outputs_that_are_missing(system: System) -> Iterator[str]:
    """CMP05: of each region, as far as the answers have what it is about."""
    balanced = system.compute in ("ecs", "ec2")
    wanted = {
        "api_ids": system.compute == "api",
        "bucket_names": system.has("storage"),
        "database_cluster_identifiers": bool(system.engine),
        "database_endpoints": bool(system.engine),
        "database_reader_endpoints": bool(system.engine),
        "load_balancer_names": balanced,
        "proxy_endpoints": system.has("proxy"),
        "proxy_read_only_endpoints": system.has("proxy"),
        "sessions_table_arns": system.has("sessions"),
        "transaction_log_bucket_names": system.has("transaction-logs"),
    }
    for name, is_there in wanted.items():
        if (name in system.outputs) != is_there:
            yield f"{name}: is there, or not, against the answers"
        elif is_there:
            values = system.outputs[name]
            if values.keys() != system.regions.keys() or not all(values.values()):
                yield f"{name}: {values}"
    if system.has("sessions") and not system.outputs.get("sessions_table_name"):
        yield "sessions_table_name: is missing"
    for name, value in system.outputs.items():
        if value is None:
            yield f"{name}: has no value"


def _vcpus(instance: Resource) -> int:
    size = instance.values["instance_class"].rpartition(".")[2]
    return {"large": 2, "xlarge": 4, "2xlarge": 8, "4xlarge": 16}.get(size, 0)


def _capacity_units(system: System, instance: Resource) -> float:
    for cluster in system.of_type("aws_rds_cluster"):
        if cluster.region == instance.region:
            return float(cluster.get("serverlessv2_scaling_configuration.0.min_capacity") or 0)
    return 0


def _each(kind: str) -> Callable[[System, str], float]:
    return lambda system, region: sum(each.region == region for each in system.of_type(kind))


def _nat_gateways(system: System, region: str) -> float:
    here = _subnets(system, region)
    return sum(each.values["subnet_id"] in here for each in system.of_type("aws_nat_gateway"))


def _endpoints(system: System, region: str) -> float:
    return sum(
        len(each.values["subnet_ids"])
        for each in system.of_type("aws_vpc_endpoint")
        if each.region == region and each.values["vpc_endpoint_type"] == "Interface"
    )


def _public_addresses(system: System, region: str) -> float:
    addresses = sum(each.region == region for each in system.of_type("aws_eip"))
    return addresses + sum(
        len(each.values["subnets"])
        for each in system.of_type("aws_lb")
        if each.region == region and not each.values["internal"]
    )


def _secrets(system: System, region: str) -> float:
    return sum(
        [secret.region, *(each["region"] for each in secret.values["replica"])].count(region)
        for secret in system.of_type("aws_secretsmanager_secret")
    )


def _keys(system: System, region: str) -> float:
    """Those that each region has: the trail's, and those where Route 53 reports, are apart."""
    return sum(
        key.region == region and "trail" not in key.address and "module.global." not in key.address
        for key in system.of_type("aws_kms_key")
    )


def _health_checks(system: System, region: str) -> float:
    (role,) = (role for role, code in system.regions.items() if code == region)
    return sum(
        str(check.values["fqdn"]).startswith(f"{role}.")
        for check in system.of_type("aws_route53_health_check")
    )


def _database_instances(system: System, region: str) -> list[Resource]:
    return [each for each in system.of_type("aws_rds_cluster_instance") if each.region == region]


def _proxied_capacity_units(system: System, region: str) -> float:
    """AWS counts eight or more: https://aws.amazon.com/rds/proxy/pricing/."""
    units = sum(_capacity_units(system, each) for each in _serverless(system, region))
    return max(units, 8) if units and system.has("proxy") else 0


def _serverless(system: System, region: str) -> list[Resource]:
    return [
        each
        for each in _database_instances(system, region)
        if each.values["instance_class"] == "db.serverless"
    ]


def _alarms(kind: str) -> Callable[[System, str], float]:
    """Those of a region; the trail's, and those where Route 53 reports, are apart."""

    def count(system: System, region: str) -> float:
        (role,) = (role for role, code in system.regions.items() if code == region)
        return sum(each.address.startswith(f"module.{role}.") for each in system.of_type(kind))

    return count


def _subnets(system: System, region: str) -> set[str]:
    return {each.values["id"] for each in system.of_type("aws_subnet") if each.region == region}


# What a row of the first table of docs/cost.md counts, by how it begins.
COUNTS: Final[dict[str, Callable[[System, str], float]]] = {
    "Fargate tasks": lambda system, region: sum(
        each.values["desired_count"]
        for each in system.of_type("aws_ecs_service")
        if region_of_service(each) == region
    ),
    "EC2 instances": lambda system, region: sum(
        each.values["desired_capacity"]
        for each in system.of_type("aws_autoscaling_group")
        if each.region == region
    ),
    "database instances (": lambda system, region: len(
        [
            each
            for each in _database_instances(system, region)
            if each.values["instance_class"] != "db.serverless"
        ]
    ),
    "database capacity units": lambda system, region: sum(
        _capacity_units(system, each) for each in _database_instances(system, region)
    ),
    "vCPUs behind the database proxy": lambda system, region: (
        system.has("proxy") * sum(_vcpus(each) for each in _database_instances(system, region))
    ),
    "capacity units behind the database proxy": _proxied_capacity_units,
    "NAT gateways": _nat_gateways,
    "interface endpoints": _endpoints,
    "public IPv4 addresses": _public_addresses,
    "load balancers": _each("aws_lb"),
    "web ACLs": _each("aws_wafv2_web_acl"),
    "KMS keys": _keys,
    "secrets": _secrets,
    "health checks": _health_checks,
    "alarms": _alarms("aws_cloudwatch_metric_alarm"),
    "composite alarms": _alarms("aws_cloudwatch_composite_alarm"),
}


def costs_that_are_wrong(system: System) -> Iterator[str]:
    """OPS03: the first table of docs/cost.md counts what there is in each region."""
    table = _cost_table(system)
    for kind, count in COUNTS.items():
        rows = [row for what, row in table.items() if what.startswith(kind)]
        for region in system.regions.values():
            counted = count(system, region)
            said = float(rows[0][region]) if rows else 0
            if counted != said:
                yield f"{kind} in {region}: {counted}, but docs/cost.md says {said}"
    for what in table:
        if not what.startswith((*COUNTS, "**")):
            yield f"docs/cost.md counts {what}, which no test does"
    yield from _apart_from_regions(system)


def _apart_from_regions(system: System) -> Iterator[str]:
    """What the table leaves out, and the sentence below it says."""
    keys = system.of_type("aws_kms_key")
    said = {
        "a key where Route 53 reports": sum("module.global." in key.address for key in keys) == 1,
        "two keys of the trail": sum("trail" in key.address for key in keys) == 2,
        "one hosted zone": len(system.of_type("aws_route53_zone")) == 1,
        f"{_following(system)} health checks that follow alarms or other checks": _following(system)
        > 0,
    }
    text = " ".join(_costs(system).split())
    for words, is_so in said.items():
        if (words in text) != is_so:
            yield f"docs/cost.md is wrong about {words}"


def _following(system: System) -> int:
    checks = system.of_type("aws_route53_health_check")
    return sum(check.values["type"] != "HTTPS" for check in checks)


def _costs(system: System) -> str:
    assert system.repository is not None
    return (system.repository / "docs/cost.md").read_text(encoding="utf-8")


def _cost_table(system: System) -> dict[str, dict[str, str]]:
    """Cells of the first table, by row and column."""
    found = re.search(r"^\| what .*\n\| ---.*\n((?:\|.*\n)+)", _costs(system), re.M)
    assert found, "docs/cost.md has no table"
    names, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (found[0].splitlines()[0], *found[1].splitlines())
    ]
    return {what: dict(zip(names[1:], cells, strict=True)) for what, *cells in rows}


def instances_that_are_not_replaced_safely(system: System) -> Iterator[str]:
    """Of the third system reviewed."""
    for template in system.of_type("aws_launch_template"):
        if template.get("block_device_mappings.0.ebs.0.encrypted") != "true":
            yield f"{template.address}: its disks are not encrypted"
    for group in system.of_type("aws_autoscaling_group"):
        if group.get("instance_refresh.0.strategy") != "Rolling":
            yield f"{group.address}: instances are not refreshed"
        if group.region == system.regions["primary"] and group.values["min_size"] < 2:
            yield f"{group.address}: less than two instances"
