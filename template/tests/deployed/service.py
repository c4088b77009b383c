"""What serves clients in a region: containers, instances or an API, and what is before them."""

from findings import check, note, ok, wrong


def tasks(region):
    """Look whether as many tasks run as are wanted."""
    cluster, name = region.output("ecs_cluster_names"), region.output("ecs_service_names")
    found = region.aws("ecs").describe_services(cluster=cluster, services=[name])["services"]
    if not found or found[0]["status"] != "ACTIVE":
        yield wrong(f"{cluster} has no service {name}.")
        return
    yield from _sized(region, "tasks", found[0]["runningCount"], found[0]["desiredCount"])


def instances(region):
    """Look whether as many instances are in service as are wanted."""
    name = region.output("autoscaling_group_names")
    found = region.aws("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])
    if not found["AutoScalingGroups"]:
        yield wrong(f"There is no Auto Scaling group {name}.")
        return
    group = found["AutoScalingGroups"][0]
    running = [each for each in group["Instances"] if each["LifecycleState"] == "InService"]
    yield from _sized(region, "instances", len(running), group["DesiredCapacity"])


def _sized(region, what, running, wanted):
    if region.serves:
        yield check(
            0 < wanted <= running, f"{running} {what} run.", f"{running} of {wanted} {what} run."
        )
    elif running < wanted:
        yield wrong(f"{running} of {wanted} {what} run.")
    elif wanted:
        yield ok(f"{running} {what} stand by.")
    else:
        yield note(f"No {what} run: a failover starts them.")


def api(region):
    """Look whether the HTTP API exists and its function may run."""
    id, name = region.output("api_ids"), region.output("api_function_names")
    found = region.aws("apigatewayv2").get_api(ApiId=id)
    yield check(
        found.get("DisableExecuteApiEndpoint") is True,
        f"{found['Name']} is there.",
        f"{id} also answers under a name that no failover moves.",
    )
    functions = region.aws("lambda")
    state = functions.get_function_configuration(FunctionName=name).get("State", "Active")
    yield check(state in ("Active", "Inactive"), f"{name} is there.", f"{name} is {state}.")
    if (
        functions.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
        == 0
    ):
        closed = f"{name} may not run: the region is closed."
        yield wrong(closed) if region.serves else note(f"{closed} A failover opens it.")


def load_balancer(region):
    """Look whether the load balancer is active, and who answers behind it."""
    elb, dns_name = region.aws("elbv2"), region.output("load_balancer_names")
    pages = elb.get_paginator("describe_load_balancers").paginate().build_full_result()
    here = [each for each in pages["LoadBalancers"] if each["DNSName"] == dns_name]
    if not here:
        yield wrong(f"No load balancer has the name {dns_name}.")
        return
    state = here[0]["State"]["Code"]
    yield check(state == "active", f"It is {state}.", f"{dns_name} is {state}.")
    groups = elb.describe_target_groups(LoadBalancerArn=here[0]["LoadBalancerArn"])["TargetGroups"]
    answering = [_answering(elb, group["TargetGroupArn"]) for group in groups]
    if region.serves:
        yield check(
            bool(answering) and all(answering),
            f"{sum(answering)} targets answer it.",
            f"{dns_name} has no healthy target.",
        )
    else:
        yield note(f"{sum(answering)} targets answer it.")


def _answering(elb, group):
    targets = elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    return sum(each["TargetHealth"]["State"] == "healthy" for each in targets)


def images(region):
    """Look whether the registry of this region has an image to start."""
    for url in region.output("image_repository_urls").values():
        name = url.partition("/")[2]
        found = region.aws("ecr").list_images(repositoryName=name, filter={"tagStatus": "TAGGED"})
        tags = [each["imageTag"] for each in found["imageIds"]]
        yield check(bool(tags), f"{name}: {len(tags)} images.", f"{name} has no image.")


def logs(region):
    """Look whether the service's log groups are there, are kept for a time and have a key."""
    logs = region.aws("logs")
    for name in region.output("log_group_names").values():
        found = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        group = next((each for each in found if each["logGroupName"] == name), {})
        yield check(
            bool(group.get("retentionInDays") and group.get("kmsKeyId")),
            f"{name}: {group.get('retentionInDays')} days.",
            f"{name} is missing, is kept for ever, or has no key.",
        )
