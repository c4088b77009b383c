"""All questions: what is asked, which outputs it takes, and who answers.

A question is asked in each region, or once, in the first region that responds. One whose outputs
are missing is not asked.
"""

from collections.abc import Callable
from typing import NamedTuple

import active
import alerts
import data
import database
import functions
import keys
import names
import network
import service


class Question(NamedTuple):
    """Something to find out about a deployed system.

    Attributes:
        asks: what is asked, for a person.
        outputs: of Terraform, all of which have to be there.
        answer: takes the region and returns findings.
    """

    asks: str
    outputs: tuple[str, ...]
    answer: Callable


ONCE = (
    Question("Are clients led from region to region?", ("url", "region_urls"), names.records),
    Question(
        "Is the hosted zone served by the name servers that were delegated to?",
        ("url", "name_servers"),
        names.delegation,
    ),
    Question(
        "Is anybody told of an endpoint that fails?",
        ("endpoint_alert_topic_arn",),
        alerts.endpoint_subscribers,
    ),
    Question("Does the dashboard show every region?", ("dashboard_name",), active.dashboard),
)

EACH = (
    Question("Which region is active?", ("active_region_parameter_name",), active.agrees),
    Question("Does it answer from outside?", ("health_check_ids",), names.health),
    Question("Do its tasks run?", ("ecs_cluster_names", "ecs_service_names"), service.tasks),
    Question("Do its instances run?", ("autoscaling_group_names",), service.instances),
    Question("Is its API open?", ("api_ids", "api_function_names"), service.api),
    Question("Does its load balancer reach them?", ("load_balancer_names",), service.load_balancer),
    Question("Has it an image to start?", ("image_repository_urls",), service.images),
    Question("Are the logs of its service kept?", ("log_group_names",), service.logs),
    Question(
        "Is its database a member, and the writer only where it should be?",
        ("global_cluster_identifier", "database_cluster_identifiers"),
        database.member,
    ),
    Question("Can its database be used?", ("database_cluster_identifiers",), database.cluster),
    Question(
        "Is the database where the outputs say?",
        ("database_cluster_identifiers", "database_endpoints", "database_reader_endpoints"),
        database.endpoints,
    ),
    Question(
        "Does its proxy reach the database?",
        ("proxy_endpoints", "proxy_read_only_endpoints"),
        database.proxy,
    ),
    Question(
        "Is the database's secret here and everywhere?", ("database_secret_arns",), database.secret
    ),
    Question(
        "Is the database's password replaced?",
        ("database_secret_arns", "database_rotation_function_name"),
        database.rotation,
    ),
    Question("Can its table of sessions be used?", ("sessions_table_name",), data.sessions),
    Question(
        "Are sessions replicated to the others?",
        ("sessions_table_name", "sessions_table_arns"),
        data.session_replicas,
    ),
    Question("Are its objects copied to the others?", ("bucket_names",), data.objects),
    Question(
        "Are its transaction logs copied to the others?",
        ("transaction_log_bucket_names",),
        data.transaction_logs,
    ),
    Question("Is it backed up?", ("backup_vault_names",), data.backups),
    Question("Are its access logs closed to others?", ("log_bucket_names",), data.access_logs),
    Question("Are its API calls recorded?", ("trail_bucket_name",), data.trail),
    Question("Can its key of the data be used?", ("data_key_arns",), keys.of_data),
    Question(
        "Can its key of logs, topics and queues be used?",
        ("operations_key_arns",),
        keys.of_operations,
    ),
    Question(
        "Is it in more than one zone?",
        ("vpc_ids", "private_subnet_ids"),
        network.subnets,
    ),
    Question("Are its flow logs written?", ("vpc_ids",), network.flow_logs),
    Question(
        "What address does it call others from?", ("vpc_ids", "nat_public_ips"), network.ways_out
    ),
    Question("Is it joined to the others?", ("peering_connection_ids",), network.peering),
    Question("Is anybody told of its alarms?", ("alert_topic_arns",), alerts.subscribers),
    Question("Do its alarms tell somebody?", ("failover_function_names",), alerts.alarms),
    Question("Can it be made the active one?", ("failover_function_names",), functions.failover),
    Question("Is its failover written down?", ("failover_table_names",), active.state),
    Question(
        "Is it asked whether it is ready?", ("validator_function_names",), functions.validator
    ),
    Question(
        "Can its password be replaced?", ("database_rotation_function_name",), functions.rotation
    ),
)
