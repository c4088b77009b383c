"""EC2: security group rules, peering connections, and what deleted things leave behind.

moto 5.2.5 keeps the description of a security group rule only when its source is a range
of addresses, not when it is a group or a prefix list. It shows the requester's tags of a
peering connection to the accepter's region, where AWS keeps tags of their own, and does not
show the accepter's region a connection at all that is asked for after a snapshot was restored: it
knows the other regions as they were made, and not as they were restored. It leaves
the default network ACL of a VPC behind when the VPC is deleted, and the network interface
of a NAT gateway. It calls a flow log refused whose log group is named by its ARN.
"""

import copy
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models import ec2_backends
from moto.ec2.models.flow_logs import FlowLogs, FlowLogsBackend
from moto.ec2.models.nat_gateways import NatGateway, NatGatewayBackend
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.vpc_peering_connections import (
    VPCPeeringConnection,
    VPCPeeringConnectionBackend,
)
from moto.ec2.models.vpcs import VPC, VPCBackend
from moto.ec2.responses.security_groups import SecurityGroups
from moto.logs.models import logs_backends

from tfdr.emulator.extensions.teach import Original, replaces, replaces_property, teaches


@teaches(SecurityGroupRule)
class Rules:
    """Rules with a description, whatever their source is."""

    @replaces
    def __init__(self: Any, original: Original, *args: Any, **kwargs: Any) -> None:
        original(*args, **kwargs)
        # Range, group and prefix list: one of them is the source, and has the description.
        for source in (*args[5:8], *kwargs.values()):
            if isinstance(source, dict) and source.get("Description"):
                self.__dict__["described"] = source["Description"]
        # A description is no part of the source: two rules that differ in it are the same.
        self.source_group = {k: v for k, v in self.source_group.items() if k != "Description"}

    @replaces_property
    def description(self: Any) -> str | None:
        return self.__dict__.get("described")


@teaches(SecurityGroups)
class Changes:
    """Changes of rules."""

    @replaces
    def modify_security_group_rules(self: Any) -> ActionResult:
        self.error_on_dryrun()
        group = self.ec2_backend.get_security_group_by_name_or_id(self._get_param("GroupId"))
        for changed in self._get_param("SecurityGroupRules", []):
            rule: Any = group.get_rule(changed["SecurityGroupRuleId"])
            new = changed["SecurityGroupRule"]
            rule.described = new.get("Description")
            rule.ip_protocol = new["IpProtocol"]
            rule.from_port, rule.to_port = new.get("FromPort"), new.get("ToPort")
            rule.ip_range = {k: new[f] for k, f in _RANGES.items() if f in new}
            rule.prefix_list_id = new.get("PrefixListId")
            referenced = new.get("ReferencedGroupId")
            rule.source_group = {"GroupId": referenced} if referenced else {}
        return ActionResult({"Return": True})


@teaches(VPCPeeringConnectionBackend)
class Peerings:
    """Peering connections as each region sees them."""

    @replaces
    def create_vpc_peering_connection(
        self: Any,
        original: Original,
        vpc: VPC,
        peer_vpc: VPC,
        tags: dict[str, str] | None = None,
    ) -> VPCPeeringConnection:
        asked: VPCPeeringConnection = original(vpc, peer_vpc, tags)
        there = ec2_backends[self.account_id][peer_vpc.region]
        there.vpc_pcxs[asked.id] = asked
        return asked

    @replaces
    def describe_vpc_peering_connections(
        self: Any, original: Original, vpc_peering_ids: list[str] | None = None
    ) -> list[VPCPeeringConnection]:
        return [_seen_from(self, peering) for peering in original(vpc_peering_ids)]


@teaches(VPCBackend)
class Vpcs:
    """VPCs that leave no network ACL behind."""

    @replaces
    def delete_vpc(self: Any, original: Original, vpc_id: str) -> VPC:
        deleted = original(vpc_id)
        acls = self.network_acls
        for acl_id in [key for key, acl in acls.items() if acl.vpc_id == vpc_id]:
            del acls[acl_id]
        return deleted


@teaches(NatGatewayBackend)
class NatGateways:
    """NAT gateways that leave no network interface behind."""

    @replaces
    def delete_nat_gateway(self: Any, original: Original, nat_gateway_id: str) -> NatGateway:
        deleted: Any = original(nat_gateway_id)
        self.enis.pop(deleted._eni.id, None)
        return deleted


@teaches(FlowLogsBackend)
class Recorded:
    """Flow logs that are written where their group exists, by name or by ARN."""

    @replaces
    def create_flow_logs(
        self: Any, original: Original, *args: Any, **kwargs: Any
    ) -> tuple[list[FlowLogs], list[Any]]:
        made: tuple[list[FlowLogs], list[Any]] = original(*args, **kwargs)
        groups = logs_backends[self.account_id][self.region_name].groups
        for each in made[0]:
            _, found, group = str(each.log_destination).partition(":log-group:")
            if found and group.removesuffix(":*") in groups:
                each.deliver_logs_status, each.deliver_logs_error_message = "SUCCESS", None
        return made


def _seen_from(backend: Any, peering: VPCPeeringConnection) -> VPCPeeringConnection:
    """Return the connection as a region sees it: tags are looked up in its backend."""
    seen = copy.copy(peering)
    seen.ec2_backend = backend
    return seen


_RANGES = {"CidrIp": "CidrIpv4", "CidrIpv6": "CidrIpv6"}
