"""Violations of NET and SEC: who reaches whom."""

from ipaddress import ip_network

from tests.emulated.breaks.change import Break, Values, drop, gone, put

_INGRESS = "aws_vpc_security_group_ingress_rule"


def _twice_as_wide(values: Values) -> Values:
    if values["cidr_ipv4"]:
        values["cidr_ipv4"] = str(ip_network(values["cidr_ipv4"]).supernet())
    return values


BREAKS = {
    "SEC04": [
        Break("open to the world", _INGRESS, put("cidr_ipv4", "0.0.0.0/0"), where="endpoints"),
        Break("open to the world by IPv6", _INGRESS, put("cidr_ipv6", "::/0"), where="endpoints"),
        Break("a public port that is not 443", _INGRESS, put("from_port", 80), where="load_bal"),
        Break("every port", "aws_vpc_security_group_egress_rule", put("ip_protocol", "-1")),
        Break(
            "a database's callers by address",
            _INGRESS,
            put("referenced_security_group_id", None),
            where="proxy|database",
        ),
        Break(
            "a database that a peer's public subnets reach",
            _INGRESS,
            _twice_as_wide,
            where="database_clients.*peers",
        ),
        Break(
            "a database in another's group",
            "aws_rds_cluster",
            put("vpc_security_group_ids", ["sg-default"]),
        ),
        Break(
            "version 1 of the metadata service",
            "aws_launch_template",
            put("metadata_options.0.http_tokens", "optional"),
        ),
        Break(
            "instances with public addresses",
            "aws_launch_template",
            put("network_interfaces.0.associate_public_ip_address", "true"),
        ),
        Break(
            "tasks with public addresses",
            "aws_ecs_service",
            put("network_configuration.0.assign_public_ip", True),
        ),
        Break("a subnet of public addresses", "aws_subnet", put("map_public_ip_on_launch", True)),
        Break("a public database", "aws_rds_cluster_instance", put("publicly_accessible", True)),
    ],
    "SEC08": [
        *(
            Break(f"no endpoint for {service}", "aws_vpc_endpoint", gone, where=f'"{service}"')
            for service in ("dynamodb", "ecr.api", "secretsmanager", "ssmmessages", "xray")
        ),
        Break("an endpoint that is missing in a zone", "aws_vpc_endpoint", drop("subnet_ids")),
        Break("a table that does not lead there", "aws_vpc_endpoint", drop("route_table_ids")),
        Break(
            "nobody calls it by name",
            "aws_vpc_endpoint",
            put("private_dns_enabled", False),
            where="interface",
        ),
    ],
    "NET01": [
        Break(
            "a function in one zone too few", "aws_lambda_function", drop("vpc_config.0.subnet_ids")
        ),
        Break("a function outside", "aws_lambda_function", put("vpc_config", [])),
        Break(
            "tasks in a zone too few", "aws_ecs_service", drop("network_configuration.0.subnets")
        ),
        Break("instances in a zone too few", "aws_autoscaling_group", drop("vpc_zone_identifier")),
        Break("a database in a zone too few", "aws_db_subnet_group", drop("subnet_ids")),
        Break("a proxy in a zone too few", "aws_db_proxy", drop("vpc_subnet_ids")),
        Break(
            "a private subnet without routes",
            "aws_route_table_association",
            put("route_table_id", "none"),
            where="private",
        ),
        Break("a zone without its NAT gateway", "aws_nat_gateway", gone),
        Break("a zone without a way out", "aws_route", gone, where=r"\.nat\["),
        Break(
            "a way out that was not asked for",
            "aws_route",
            put("destination_cidr_block", "0.0.0.0/0"),
            where="peer_routes",
        ),
    ],
    "NET02": [
        Break("nobody accepts", "aws_vpc_peering_connection_accepter", gone),
        Break("no peering", "aws_vpc_peering_connection", gone),
        Break("no way back", "aws_route", gone, where=r"dr\.module\.peer_routes"),
        Break("names that are not resolved", "aws_vpc_peering_connection_options", gone),
    ],
    "NET03": [
        Break("a VPC over all others", "aws_vpc", put("cidr_block", "10.0.0.0/8")),
        Break("a subnet outside", "aws_subnet", put("cidr_block", "192.168.0.0/24")),
    ],
}
