"""Which region is active, by the parameter that each region has of its own."""

import json

from findings import check


def recorded(region):
    """Return the role that a region's parameter names; None where it names none of them."""
    name = region.output("active_region_parameter_name")
    code = region.aws("ssm").get_parameter(Name=name)["Parameter"]["Value"]
    return next((role for role, each in region.system.codes.items() if each == code), None)


def agrees(region):
    """Look whether a region's parameter names the region that the others name."""
    here, active = recorded(region), region.system.active
    yield check(
        here is not None and here == active,
        f"It says that {here} is active.",
        f"It says that {here or 'no region of this system'} is active, others say {active}.",
    )


def state(region):
    """Look at the table that a failover writes down its steps in."""
    name = region.output("failover_table_names")
    table = region.aws("dynamodb").describe_table(TableName=name)["Table"]
    status = table["TableStatus"]
    yield check(status == "ACTIVE", f"{name} is {status}.", f"{name} is {status}.")


def dashboard(region):
    """Look for the dashboard over all regions."""
    name = region.output("dashboard_name")
    widgets = json.loads(
        region.aws("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"]
    )
    shown = {each["properties"].get("region") for each in widgets["widgets"]}
    missing = sorted(set(region.system.codes.values()) - shown)
    yield check(not missing, f"{name} shows all.", f"{name} shows nothing of {', '.join(missing)}.")
