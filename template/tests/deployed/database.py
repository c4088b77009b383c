"""The Aurora global database, its proxies and the secret with its password."""

from findings import check, note, ok, wrong


def member(region):
    """Look whether the global database has this region's cluster as a member, in the right role."""
    name = region.output("global_cluster_identifier")
    cluster = region.output("database_cluster_identifiers")
    said = region.aws("rds").describe_global_clusters(GlobalClusterIdentifier=name)
    members = said["GlobalClusters"][0]["GlobalClusterMembers"]
    writers = [_cluster_of(each) for each in members if each["IsWriter"]]
    here = [each for each in members if each["DBClusterArn"].split(":")[3] == region.code]
    yield check(
        [_cluster_of(each) for each in here] == [cluster],
        f"{cluster} is a member of {name}.",
        f"{cluster} is not a member of {name}: Terraform cannot add it again while it exists.",
    )
    yield check(len(writers) == 1, "One cluster writes.", f"{name} has {len(writers)} writers.")
    if region.system.active is not None:
        writes = cluster in writers
        yield check(
            writes == region.serves,
            "It writes." if writes else "It does not write.",
            f"It {'writes' if writes else 'does not write'}, and the active region is "
            f"{region.system.active}.",
        )


def cluster(region):
    """Look whether this region's cluster and its instances can be used."""
    rds, name = region.aws("rds"), region.output("database_cluster_identifiers")
    found = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
    status = found["Status"]
    yield check(status == "available", f"{name} is {status}.", f"{name} is {status}.")
    yield check(
        found.get("StorageEncrypted") is True, "It is encrypted.", f"{name} is not encrypted."
    )
    instances = rds.describe_db_instances(Filters=[{"Name": "db-cluster-id", "Values": [name]}])
    states = {
        each["DBInstanceIdentifier"]: each["DBInstanceStatus"] for each in instances["DBInstances"]
    }
    yield check(bool(states), f"Instances: {len(states)}.", f"{name} has no instance.")
    for instance, state in states.items():
        if state != "available":
            yield wrong(f"{instance} is {state}.")


def endpoints(region):
    """Look whether Terraform's outputs still name where the cluster is reached."""
    name = region.output("database_cluster_identifiers")
    found = region.aws("rds").describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
    for output, key in (
        ("database_endpoints", "Endpoint"),
        ("database_reader_endpoints", "ReaderEndpoint"),
    ):
        said = region.output(output)
        yield check(
            said == found.get(key),
            f"{said}.",
            f"The output {output} says {said}: {found.get(key)}.",
        )


def proxy(region):
    """Look whether the proxy is available and reaches an instance."""
    rds, endpoint = region.aws("rds"), region.output("proxy_endpoints")
    proxies = rds.get_paginator("describe_db_proxies").paginate().build_full_result()["DBProxies"]
    here = [each for each in proxies if each["Endpoint"] == endpoint]
    if not here:
        yield wrong(f"No proxy has the endpoint {endpoint}.")
        return
    name, status = here[0]["DBProxyName"], here[0]["Status"]
    yield check(status == "available", f"{name} is {status}.", f"{name} is {status}.")
    targets = rds.describe_db_proxy_targets(DBProxyName=name)["Targets"]
    states = [
        each.get("TargetHealth", {}).get("State")
        for each in targets
        if each["Type"] == "RDS_INSTANCE"
    ]
    yield check(
        "AVAILABLE" in states or "REGISTERING" in states,
        f"It has {len(states)} instances.",
        f"{name} reaches no instance: {', '.join(map(str, states)) or 'it has none'}.",
    )
    reading = region.output("proxy_read_only_endpoints")
    known = rds.describe_db_proxy_endpoints(DBProxyName=name)["DBProxyEndpoints"]
    states = [each["Status"] for each in known if each["Endpoint"] == reading]
    yield check(
        states == ["available"],
        "Its endpoint for readers is available.",
        f"The endpoint for readers, {reading}, is {', '.join(states) or 'gone'}.",
    )


def secret(region):
    """Look whether the secret is here, and reaches every other region."""
    arn = region.output("database_secret_arns")
    found = region.aws("secretsmanager").describe_secret(SecretId=arn)
    stages = [stage for names in found.get("VersionIdsToStages", {}).values() for stage in names]
    good = "AWSCURRENT" in stages and "DeletedDate" not in found
    yield check(good, "It is here.", f"{arn} is deleted, or has no current version.")
    if found.get("PrimaryRegion", region.code) != region.code:
        yield ok(f"It is a replica of {found['PrimaryRegion']}'s.")
        return
    states = {each["Region"]: each["Status"] for each in found.get("ReplicationStatus", [])}
    for code in region.others.values():
        state = states.get(code, "missing")
        yield check(state == "InSync", f"{code}: {state}.", f"Its replica in {code} is {state}.")


def rotation(region):
    """Look whether the password is replaced regularly, by the function that is to do it."""
    arn = region.output("database_secret_arns")
    function = region.output("database_rotation_function_name")
    found = region.aws("secretsmanager").describe_secret(SecretId=arn)
    if found.get("PrimaryRegion", region.code) != region.code:
        yield note(f"{found['PrimaryRegion']} rotates it.")
        return
    by = found.get("RotationLambdaARN", "")
    yield check(
        found.get("RotationEnabled") is True and by.endswith(f":{function}"),
        f"{function} rotates it.",
        f"{arn} is not rotated by {function}.",
    )


def _cluster_of(each):
    return each["DBClusterArn"].rpartition(":")[2]
