"""Where the service's name leads: Route 53's records and health checks."""

from findings import check, note, wrong


def zone(region):
    """Return the id of the hosted zone that holds the records."""
    known = region.system.outputs.get("hosted_zone_id")
    if known:
        return known
    found = region.aws("route53").list_hosted_zones_by_name(DNSName=region.system.domain)
    zones = [
        each["Id"].rpartition("/")[2]
        for each in found["HostedZones"]
        if each["Name"].rstrip(".") == region.system.domain and not each["Config"]["PrivateZone"]
    ]
    return zones[0] if zones else None


def records(region):
    """Look whether clients are led from region to region, each with a health check."""
    id, domain = zone(region), region.system.domain
    if id is None:
        yield wrong(f"There is no hosted zone of {domain}.")
        return
    pages = region.aws("route53").get_paginator("list_resource_record_sets")
    sets = pages.paginate(HostedZoneId=id).build_full_result()["ResourceRecordSets"]
    choices = [each for each in sets if each["Name"].rstrip(".") == domain and "Failover" in each]
    kinds = sorted(each["Failover"] for each in choices)
    yield check(
        kinds == ["PRIMARY", "SECONDARY"],
        f"{domain} has a first and a second choice.",
        f"{domain} has these choices: {', '.join(kinds) or 'none'}.",
    )
    for each in choices:
        # The second choice of three regions is a choice of its own, which has the health checks.
        if "HealthCheckId" not in each and len(region.system.codes) == 2:
            yield wrong(f"{each['SetIdentifier']} has no health check: clients stay with it.")
    names = {each["Name"].rstrip(".") for each in sets}
    for role, url in region.system.outputs["region_urls"].items():
        own = url.removeprefix("https://")
        yield check(own in names, f"{own}.", f"{role} has no record {own}.")


def delegation(region):
    """Look whether the zone has the name servers that the parent zone was told of."""
    id, wanted = zone(region), set(region.system.outputs["name_servers"])
    found = region.aws("route53").get_hosted_zone(Id=id)["DelegationSet"]["NameServers"]
    missing = ", ".join(sorted(wanted - set(found)))
    yield check(not missing, "It has.", f"The zone {id} is not served by {missing}.")


def health(region):
    """Look what Route 53's checkers see of the region."""
    route53, id = region.aws("route53"), region.output("health_check_ids")
    found = route53.get_health_check(HealthCheckId=id)["HealthCheck"]["HealthCheckConfig"]
    honest = not found.get("Disabled") and not found.get("Inverted")
    yield check(honest, f"{id} checks it.", f"{id} is disabled or inverted: it says nothing.")
    seen = route53.get_health_check_status(HealthCheckId=id)["HealthCheckObservations"]
    well = [each for each in seen if each["StatusReport"]["Status"].startswith("Success")]
    said = f"{len(well)} of {len(seen)} checkers reach it."
    if region.serves:
        yield check(2 * len(well) > len(seen), said, said)
    else:
        yield note(said)
