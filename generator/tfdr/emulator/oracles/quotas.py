"""Quotas: how much an account may have of something, see generator/tfdr/catalogue/quotas.yml.

What is counted is what the emulated account has already, and what a call adds to it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.awslambda.models import lambda_backends
from moto.cloudtrail.models import cloudtrail_backends
from moto.ec2.models import ec2_backends
from moto.ec2.models.instance_types import INSTANCE_TYPES
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends
from moto.events.models import events_backends
from moto.iam.models import iam_backends
from moto.logs.models import logs_backends
from moto.rds.models import rds_backends
from moto.route53.models import route53_backends

from tfdr.emulator.inside import quotas
from tfdr.emulator.inside.iam import account
from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.protocol import ACCOUNT_ID

_UNRESERVED = 100
"""Executions that have to be left for functions without a reservation."""

Use = tuple[str, float]
"""A quota, by its name in the catalogue, and how much of it a call would have in use."""


class Quotas:
    """The oracle."""

    name = "quotas"

    def judge(self, call: Call) -> Objection | None:
        """Refuse what would be more than the account may have."""
        counted = _COUNTED.get(f"{call.service}:{call.operation}")
        for name, much in counted(call) if counted else ():
            if not quotas.use(name, call.region, much):
                return _objection(name, much, call)
        return None


def _objection(name: str, much: float, call: Call) -> Objection:
    quota = quotas.known()[name]
    most = quotas.value(name, call.region)
    raised = f" ({quota['code']}, can be raised)" if quota.get("adjustable", True) else ""
    return Objection(
        quota["error"],
        quota.get("message", f"{quota['name']}: {most:g}"),
        says=f"{quota['name']}{raised}: {most:g} in {call.region}, {much:g} are needed",
        refuses=quota.get("refuses", True),
    )


def _concurrency(call: Call) -> Iterator[Use]:
    wanted = call.get("ReservedConcurrentExecutions") or 0
    name = str(call.get("FunctionName")).rpartition("function:")[2]
    others = sum(
        int(each.reserved_concurrency or 0)
        for each in lambda_backends[ACCOUNT_ID][call.region].list_functions()
        if each.function_name != name
    )
    if wanted:  # none at all can always be reserved
        yield "concurrency", others + wanted + _UNRESERVED


def _addresses(call: Call) -> Iterator[Use]:
    yield "addresses", 1 + len(_ec2(call).addresses)


def _vpcs(call: Call) -> Iterator[Use]:
    yield "vpcs", 1 + len(_ec2(call).vpcs)


def _internet_gateways(call: Call) -> Iterator[Use]:
    yield "internet-gateways", 1 + len(_ec2(call).internet_gateways)


def _nat_gateways(call: Call) -> Iterator[Use]:
    subnet = _ec2(call).get_subnet(call.get("SubnetId"))
    there = [
        each
        for each in _ec2(call).nat_gateways.values()
        if _ec2(call).get_subnet(each.subnet_id).availability_zone == subnet.availability_zone
        and each.state in ("pending", "available")
    ]
    yield "nat-gateways", 1 + len(there)


def _endpoints(call: Call) -> Iterator[Use]:
    there = [each for each in _ec2(call).vpc_end_points.values() if each.state != "deleted"]
    if call.get("VpcEndpointType") == "Interface":
        here = [each for each in there if each.vpc_id == call.get("VpcId")]
        yield "interface-endpoints", 1 + sum(each.vpc_endpoint_type == "Interface" for each in here)
    else:
        yield "gateway-endpoints", 1 + sum(each.vpc_endpoint_type == "Gateway" for each in there)


def _subnets(call: Call) -> Iterator[Use]:
    there = _ec2(call).describe_subnets(filters={"vpc-id": [call.get("VpcId")]})
    yield "subnets", 1 + len(there)


def _route_tables(call: Call) -> Iterator[Use]:
    there = _ec2(call).route_tables.values()
    yield "route-tables", 1 + sum(each.vpc_id == call.get("VpcId") for each in there)


def _security_group_rules(call: Call) -> Iterator[Use]:
    group = _ec2(call).get_security_group_from_id(call.get("GroupId"))
    if group is None:
        return
    outbound = call.operation.endswith("Egress")
    there = group.egress_rules if outbound else group.ingress_rules
    asked = call.get("IpPermissions") or [call.parameters]
    sources = ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs")
    added = sum(max(1, sum(len(each.get(name) or []) for name in sources)) for each in asked)
    yield "security-group-rules", len(there) + added


def _peerings(call: Call) -> Iterator[Use]:
    counted: Counter[str] = Counter()
    for each in list(_ec2(call).vpc_pcxs.values()):
        if each._status.code in ("active", "pending-acceptance", "provisioning"):
            counted[each.vpc.id] += 1
    yield "peerings", 1 + counted[str(call.get("VpcId"))]


def _instances(call: Call) -> Iterator[Use]:
    count = call.get("MaxCount") or 1
    yield "instance-vcpus", _running(call) + count * _vcpus(call.get("InstanceType"))


def _group(call: Call) -> Iterator[Use]:
    """Count an Auto Scaling group that launches as many instances as it may be asked for."""
    wanted = call.get("DesiredCapacity") or call.get("MinSize")
    kind = _launched(call)
    if wanted and kind:
        running = _running(call, but_of=str(call.get("AutoScalingGroupName")))
        yield "instance-vcpus", running + wanted * _vcpus(kind)


def _launched(call: Call) -> str | None:
    """Return the type of the instances that an Auto Scaling group launches."""
    groups = autoscaling_backends[ACCOUNT_ID][call.region].autoscaling_groups
    group = groups.get(call.get("AutoScalingGroupName"))
    template = call.get("LaunchTemplate") or (group.launch_template if group else None) or {}
    found = _ec2(call).launch_templates.get(template.get("LaunchTemplateId"))
    return found.latest_version().data.get("InstanceType") if found else None


def _running(call: Call, but_of: str = "") -> float:
    return sum(
        _vcpus(each.instance_type)
        for each in _ec2(call).all_instances()
        if each.state in ("pending", "running")
        and not any(tag["value"] == but_of for tag in each.get_tags() if but_of)
    )


def _vcpus(kind: Any) -> float:
    known = INSTANCE_TYPES.get(str(kind)) or {}
    return float(known.get("VCpuInfo", {}).get("DefaultVCpus", 2))


def _fargate(call: Call) -> Iterator[Use]:
    backend = ecs_backends[ACCOUNT_ID][call.region]
    cluster = str(call.get("cluster") or "default").rsplit("/", 1)[-1]
    name = str(call.get("serviceName") or call.get("service")).rsplit("/", 1)[-1]
    wanted = call.get("desiredCount")
    there = backend.services.get(f"{cluster}:{name}")
    definition = call.get("taskDefinition") or (there and there.task_definition)
    if wanted is None:
        wanted = there.desired_count if there else 0
    others = sum(
        each.running_count * _cpu(backend, each.task_definition)
        for each in list(backend.services.values())
        if each is not there
    )
    yield "fargate-vcpus", others + wanted * _cpu(backend, definition)


def _cpu(backend: Any, definition: Any) -> float:
    try:
        found = backend.describe_task_definition(str(definition).rsplit("/", 1)[-1])
    except Exception:  # moto's own, whatever it is called
        return 0.0
    return float(found.cpu or 256) / 1024


def _load_balancers(call: Call) -> Iterator[Use]:
    yield "load-balancers", 1 + len(elbv2_backends[ACCOUNT_ID][call.region].load_balancers)


def _database_clusters(call: Call) -> Iterator[Use]:
    yield "database-clusters", 1 + len(_rds(call).clusters)


def _database_instances(call: Call) -> Iterator[Use]:
    yield "database-instances", 1 + len(_rds(call).databases)


def _database_proxies(call: Call) -> Iterator[Use]:
    yield "database-proxies", 1 + len(_rds(call).db_proxies)


def _roles(_: Call) -> Iterator[Use]:
    yield "roles", 1 + len(iam_backends[ACCOUNT_ID]["aws"].roles)


def _attached_policies(call: Call) -> Iterator[Use]:
    role = account.role(f"/{call.get('RoleName')}")
    there = set(role.managed_policies) if role else set()
    yield "managed-policies-of-a-role", len(there | {call.get("PolicyArn")})


def _hosted_zones(_: Call) -> Iterator[Use]:
    yield "hosted-zones", 1 + len(route53_backends[ACCOUNT_ID]["aws"].zones)


def _health_checks(_: Call) -> Iterator[Use]:
    yield "health-checks", 1 + len(route53_backends[ACCOUNT_ID]["aws"].health_checks)


def _event_rules(call: Call) -> Iterator[Use]:
    name = str(call.get("EventBusName") or "default").rsplit("/", 1)[-1]
    bus = events_backends[ACCOUNT_ID][call.region].event_buses.get(name)
    yield "event-rules", _with(bus.rules if bus else (), call.get("Name"))


def _log_resource_policies(call: Call) -> Iterator[Use]:
    there = logs_backends[ACCOUNT_ID][call.region].resource_policies
    yield "log-resource-policies", _with(there, call.get("policyName"))


def _trails(call: Call) -> Iterator[Use]:
    yield "trails", _with(cloudtrail_backends[ACCOUNT_ID][call.region].trails, call.get("Name"))


def _api_stage(call: Call) -> Iterator[Use]:
    settings = [call.get("DefaultRouteSettings"), *(call.get("RouteSettings") or {}).values()]
    for each in filter(None, settings):
        yield "api-requests", float(each.get("ThrottlingRateLimit") or 0)
        yield "api-burst", float(each.get("ThrottlingBurstLimit") or 0)


def _with(there: Iterable[str], name: Any) -> int:
    return len({*there, name})


def _ec2(call: Call) -> Any:
    return ec2_backends[ACCOUNT_ID][call.region]


def _rds(call: Call) -> Any:
    return rds_backends[ACCOUNT_ID][call.region]


_COUNTED: Mapping[str, Callable[[Call], Iterator[Use]]] = {
    "apigatewayv2:CreateStage": _api_stage,
    "apigatewayv2:UpdateStage": _api_stage,
    "autoscaling:CreateAutoScalingGroup": _group,
    "autoscaling:SetDesiredCapacity": _group,
    "autoscaling:UpdateAutoScalingGroup": _group,
    "cloudtrail:CreateTrail": _trails,
    "ec2:AllocateAddress": _addresses,
    "ec2:AuthorizeSecurityGroupEgress": _security_group_rules,
    "ec2:AuthorizeSecurityGroupIngress": _security_group_rules,
    "ec2:CreateInternetGateway": _internet_gateways,
    "ec2:CreateNatGateway": _nat_gateways,
    "ec2:CreateRouteTable": _route_tables,
    "ec2:CreateSubnet": _subnets,
    "ec2:CreateVpc": _vpcs,
    "ec2:CreateVpcEndpoint": _endpoints,
    "ec2:CreateVpcPeeringConnection": _peerings,
    "ec2:RunInstances": _instances,
    "ecs:CreateService": _fargate,
    "ecs:UpdateService": _fargate,
    "elbv2:CreateLoadBalancer": _load_balancers,
    "events:PutRule": _event_rules,
    "iam:AttachRolePolicy": _attached_policies,
    "iam:CreateRole": _roles,
    "lambda:PutFunctionConcurrency": _concurrency,
    "logs:PutResourcePolicy": _log_resource_policies,
    "rds:CreateDBCluster": _database_clusters,
    "rds:CreateDBInstance": _database_instances,
    "rds:CreateDBProxy": _database_proxies,
    "route53:CreateHealthCheck": _health_checks,
    "route53:CreateHostedZone": _hosted_zones,
}
