"""Who else sees how the active region serves, and whether this region had better judge at all."""

import socket

import asking

FAILS, ANSWERS, NOTHING = "fails", "answers", "says nothing"
# Regions that every account has. Two of them that are no part of this say whether it is cut off.
NEUTRAL = ("us-east-2", "us-west-2", "eu-west-1", "eu-central-1", "ap-northeast-1")


def checkers(deployment, role):
    """Ask Route 53 what its health checkers see of a region; they look from eight regions.

    Its API is in us-east-1. What its name servers answer needs no API: where they lead clients
    away from a region, the checkers do not reach it.
    """
    check = deployment.health_checks.get(role)
    if check:
        try:
            return _observed(check)
        except Exception as error:
            said = asking.describe(error)
    else:
        said = "it checks no endpoint of that region"
    return _by_name(deployment, role) or {"says": NOTHING, "why": said}


def _observed(check):
    route53 = asking.client("route53", "us-east-1", far=True)
    seen = route53.get_health_check_status(HealthCheckId=check)["HealthCheckObservations"]
    well = [each for each in seen if each["StatusReport"]["Status"].startswith("Success")]
    why = f"{len(well)} of {len(seen)} checkers reach it"
    if not seen:
        return {"says": NOTHING, "why": why}
    return {"says": ANSWERS if 2 * len(well) > len(seen) else FAILS, "why": why}


def _by_name(deployment, role):
    """Judge by where the service's name leads; None where that says nothing."""
    if not deployment.endpoint_domain:
        return None
    domain = deployment.endpoint_domain
    led = addresses(domain)
    if not led or led & addresses(f"{role}.{domain}"):
        # Where no region is healthy, Route 53 answers with the first.
        return None
    for other in deployment.regions:
        if other != role and led & addresses(f"{other}.{domain}"):
            return {"says": FAILS, "why": f"{domain} leads to {other}"}
    return None


def addresses(name):
    """Return the addresses of a name, none if it has none or nobody says."""
    try:
        return {found[4][0] for found in socket.getaddrinfo(name, 443, type=socket.SOCK_STREAM)}
    except OSError:
        return set()


def reaches_others(deployment):
    """Say whether this region reaches one that has nothing to do with all this."""
    regions = [each for each in NEUTRAL if each not in deployment.regions.values()][:2]
    calls = {region: _identity(region) for region in regions}
    found = asking.together(calls, 6)
    return any(not asking.unreachable(each) for each in found.values())


def _identity(region):
    return lambda: asking.client("sts", region, far=True).get_caller_identity()


def agree(deployment, now, share, said):
    """Say whether another witness sees the active region fail, and not as many see it answer."""
    votes = [said["says"]]
    own = FAILS if share >= deployment.down_share else ANSWERS
    for role in deployment.others:
        if role != now.active:
            votes.append(_of_watch(deployment, now, role))
    votes.append(_of_itself(deployment, now))
    fails = [own, *votes].count(FAILS)
    return own == FAILS and fails > 1 and fails > votes.count(ANSWERS)


def _of_watch(deployment, now, role):
    watch = now.get(role, "watch")
    last = (watch.get("minutes") or [[0, 0, 0]])[-1]
    if not _is_fresh(watch) or watch.get("active") != now.active or not last[1]:
        return NOTHING
    return FAILS if last[2] / last[1] >= deployment.down_share else ANSWERS


def _of_itself(deployment, now):
    serving = now.own("serving")
    if not _is_fresh(serving) or serving.get("role") != now.active or not serving.get("asked"):
        return NOTHING
    return FAILS if serving["failed"] / serving["asked"] >= deployment.down_share else ANSWERS


def _is_fresh(item):
    return asking.age(item.get("at")) <= asking.FRESH_SECONDS


def is_well(deployment):
    """Say whether the services here answer that a region is run by."""
    calls = {}
    region = deployment.region
    if deployment.global_cluster:
        rds = asking.client("rds", region)
        calls["rds"] = lambda: rds.describe_db_clusters(DBClusterIdentifier=deployment.cluster)
    if deployment.ecs_service:
        ecs = asking.client("ecs", region)
        calls["ecs"] = lambda: ecs.describe_services(
            cluster=deployment.ecs_cluster, services=[deployment.ecs_service]
        )
    if deployment.autoscaling_group:
        autoscaling = asking.client("autoscaling", region)
        calls["autoscaling"] = lambda: autoscaling.describe_auto_scaling_groups(
            AutoScalingGroupNames=[deployment.autoscaling_group]
        )
    if deployment.api_function:
        functions = asking.client("lambda", region)
        calls["lambda"] = lambda: functions.get_function_configuration(
            FunctionName=deployment.api_function
        )
    found = asking.together(calls, 8)
    return not [each for each in found.values() if isinstance(each, Exception)]
