"""What must hold of a system, judged on the resources of an applied state.

Each check takes the system and returns what violates its requirement, one line each.
"""

from collections.abc import Callable, Iterator

from tests.emulated.requirements import (
    alarmed,
    data,
    encrypted,
    linted,
    named,
    networked,
    observed,
    operated,
    secure,
    stored,
    traffic,
)  # fmt: skip
from tests.emulated.requirements.data import unprotected_against
from tests.emulated.requirements.system import Resource, System

__all__ = ["REQUIREMENTS", "Resource", "System", "unprotected_against"]

REQUIREMENTS: dict[str, Callable[[System], Iterator[str]]] = {
    "CMP04": operated.functions_without_their_code,
    "CMP05": operated.outputs_that_are_missing,
    "NAM01": named.names_without_suffix,
    "NAM02": named.bucket_names_that_others_could_have,
    "NAM04": named.resources_that_lack_tags,
    "NAM05": named.keys_without_alias_or_rotation,
    "SEC01": secure.passwords_in_the_open,
    "SEC02": secure.rights_on_everything,
    "SEC02-linted": linted.policies_that_a_linter_objects_to,
    "SEC02-deputy": secure.services_that_anyone_could_use_as_deputy,
    "SEC03": encrypted.data_without_a_key_of_its_region,
    "SEC04": networked.open_doors,
    "SEC05": encrypted.buckets_that_lack_a_control,
    "SEC06": secure.trails_that_miss_something,
    "SEC07": encrypted.ways_in_without_tls,
    "SEC08": networked.networks_that_lack_an_endpoint,
    "SEC09": secure.databases_that_take_passwords,
    "NET01": networked.workloads_that_are_not_private,
    "NET02": networked.peerings_that_lead_one_way,
    "NET03": networked.ranges_that_overlap,
    "DAT01": data.databases_that_are_not_global,
    "DAT02": data.databases_that_can_be_read,
    "DAT03": data.databases_that_cannot_be_restored,
    "DAT04": data.databases_without_insights,
    "DAT05": stored.tables_that_lack_a_region,
    "DAT06": stored.objects_that_are_not_copied,
    "DAT06-lock": stored.logs_that_can_be_changed,
    "DAT07": data.databases_past_their_proxy,
    "DAT08": stored.backups_that_stay_in_one_region,
    "FO01": traffic.records_that_cannot_fail_over,
    "FO02": traffic.checks_that_ask_what_nobody_answers,
    "FO03": stored.failover_states_that_could_be_lost,
    "FO06": observed.functions_that_fail_in_silence,
    "FO08": traffic.standbys_that_cannot_claim_traffic,
    "OBS01": observed.alarms_that_tell_nobody,
    "OBS02": alarmed.what_no_alarm_watches,
    "OBS03": observed.dashboards_that_leave_out_a_region,
    "OBS04": observed.topics_that_nobody_hears,
    "OBS05": observed.logs_kept_for_ever,
    "OBS06": observed.requests_that_cannot_be_traced,
    "OPS03": operated.costs_that_are_wrong,
    "C-instances": operated.instances_that_are_not_replaced_safely,
}
