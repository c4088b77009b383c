"""What has to hold, whatever was played: one writer, and nothing that points at a dead region."""

import json
from collections.abc import Sequence
from typing import Any

from tfdr.drill.recovery import Loss
from tfdr.drill.stage import Stage


def active(stage: Stage, role: str, *, alone: bool = False) -> None:
    """Check that a region, and no other one, is the active one, everywhere that answers.

    Args:
        stage: where it is played.
        role: of the region.
        alone: whether its database was detached from the global one.
    """
    if alone:
        stands_alone(stage, role)
    else:
        one_writer(stage, role)
    records_agree(stage, role)
    if stage.system.domain_name:
        clients_reach(stage, role)
        capacity(stage, role)


def one_writer(stage: Stage, role: str) -> None:
    """Check that only the cluster of a region writes, whoever looks."""
    if not stage.system.global_cluster:
        return
    client = stage.emulator.client("rds", stage.system.regions[role])
    said = client.describe_global_clusters(GlobalClusterIdentifier=stage.system.global_cluster)
    members = said["GlobalClusters"][0]["GlobalClusterMembers"]
    writers = [each["DBClusterArn"] for each in members if each["IsWriter"]]
    expected = f":cluster:{stage.system.cluster(role)}"
    right = len(writers) == 1 and writers[0].endswith(expected)
    stage.timeline.check(f"the database of {role} is the one writer", right, writers)
    writing = [other for other in stage.system.regions if _writes(stage, other)]
    stage.timeline.check("no cluster of another region takes writes", writing == [role], writing)


def stands_alone(stage: Stage, role: str) -> None:
    """Check that the cluster of a region writes and is no member of a global one."""
    client = stage.emulator.client("rds", stage.system.regions[role])
    said = client.describe_global_clusters()["GlobalClusters"]
    members = [each["DBClusterArn"] for globe in said for each in globe["GlobalClusterMembers"]]
    own = stage.database(role)["DBClusterArn"]
    right = own not in members and _writes(stage, role)
    stage.timeline.check(f"the database of {role} stands alone and takes writes", right, members)


def signs_in(stage: Stage, role: str) -> None:
    """Check that a region's secret holds the password of its database, and its proxy uses it."""
    cluster, password = stage.database(role), stage.password(role)
    right = stage.emulator.accepts_login(cluster["DBClusterArn"], password)
    stage.timeline.check(f"the database of {role} takes the password of the secret there", right)
    name = stage.configuration("failover", role)["PROXY"]
    client = stage.observer.client("rds", stage.system.regions[role])
    targets = client.describe_db_proxy_targets(DBProxyName=name)["Targets"]
    states = [each["TargetHealth"] for each in targets if "TargetHealth" in each]
    right = bool(states) and all(each["State"] == "AVAILABLE" for each in states)
    stage.timeline.check(f"the proxy in {role} signs in", right, states)


def password_is_set(stage: Stage, role: str) -> None:
    """Check that a failover gave its database the password of the secret in its own region."""
    step = stage.run(role).get("steps", {}).get("login", {})
    right = step.get("status") == "done" and "password of this region's secret" in step["detail"]
    stage.timeline.check("the failover set the password of the region's own secret", right, step)
    signs_in(stage, role)


def _writes(stage: Stage, role: str) -> bool:
    return not stage.database(role).get("ReplicationSourceIdentifier")


def records_agree(stage: Stage, role: str) -> None:
    """Check that the parameter names a region in every region that answers."""
    region = stage.system.regions[role]
    found = {}
    for other, where in stage.living.items():
        client = stage.emulator.client("ssm", where)
        answer = client.get_parameter(Name=stage.system.parameter)
        found[other] = answer["Parameter"]["Value"]
    right = all(value == region for value in found.values())
    where = " and ".join(stage.living)
    stage.timeline.check(f"{stage.system.parameter} says {region} in {where}", right, found)


def clients_reach(stage: Stage, role: str) -> None:
    """Check where DNS leads clients, and that somebody answers there."""
    name, region = stage.system.domain_name, stage.system.regions[role]
    led = stage.emulator.resolve(name) or {}
    stage.timeline.check(f"DNS leads {name} to {region}", led.get("region") == region, led)
    status = stage.emulator.ask_endpoint(name, health_path(stage, role)).get("status")
    stage.timeline.check(f"{name} answers", status == 200, f"status {status}")


def serves(stage: Stage, role: str) -> bool:
    """Say whether clients are led to a region and answered there; nothing to lead is well."""
    name = stage.system.domain_name
    if not name:
        return True
    led = stage.emulator.resolve(name) or {}
    if led.get("region") != stage.system.regions[role]:
        return False
    return bool(stage.emulator.ask_endpoint(name, health_path(stage, role)).get("status") == 200)


def recovered(stage: Stage, role: str, loss: Loss) -> None:
    """Check what a region that has taken over reached of the objectives, and note it."""
    text = "recovery time and point are within the objectives"
    if not stage.run(role):
        stage.timeline.check(text, False, f"the function in {role} has run nothing")
        return
    reached = stage.recovery(role, loss)
    stage.recoveries.append(reached)
    stage.timeline.check(text, reached.holds, reached.sentence)


def health_path(stage: Stage, role: str) -> str:
    """The path that says whether a region could serve."""
    return stage.configuration("failover", role).get("HEALTH_CHECK_PATH", "/")


def capacity(stage: Stage, role: str) -> None:
    """Check that a region runs what a serving region runs, or more."""
    wanted = serving_capacity(stage, role)
    if wanted:
        running = running_capacity(stage, role)
        stage.timeline.check(
            f"{role} runs {wanted} or more", running >= wanted, f"{running} running"
        )


def stands_by(stage: Stage, role: str) -> None:
    """Check that a region is as large as a standby is, and no larger."""
    wanted = _capacity(stage, role).get(role)
    if wanted is not None:
        running = running_capacity(stage, role)
        stage.timeline.check(
            f"{role} stands by with {wanted}", running == wanted, f"{running} running"
        )


def closed(stage: Stage, role: str) -> None:
    """Check that nothing can be written in a region by those who still know its name."""
    if not stage.system.domain_name:
        return
    status = stage.emulator.ask_endpoint(stage.system.endpoint(role), health_path(stage, role))
    stage.timeline.check(
        f"the service in {role} is closed", status.get("status") != 200, f"status {status}"
    )


def serving_capacity(stage: Stage, role: str) -> int:
    """Tasks or instances of a region that serves; 0 where there is nothing to count."""
    return _capacity(stage, role).get("primary", 0)


def _capacity(stage: Stage, role: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(stage.configuration("failover", role).get("CAPACITY", "{}"))
    return found


def running_capacity(stage: Stage, role: str) -> int:
    """Tasks or instances that run in a region."""
    region = stage.system.regions[role]
    cluster, service = stage.system.service(role)
    if service:
        ecs = stage.observer.client("ecs", region)
        said = ecs.describe_services(cluster=cluster, services=[service])
        return int(said["services"][0]["runningCount"])
    name = stage.system.autoscaling_group(role)
    group = stage.observer.client("autoscaling", region)
    said = group.describe_auto_scaling_groups(AutoScalingGroupNames=[name])
    return len(said["AutoScalingGroups"][0]["Instances"])


def ready(stage: Stage, role: str) -> None:
    """Check that the validator of a region says that it could take over now."""
    said = stage.invoke("validator", role, check="readiness")
    faults = [
        f"{check['name']}: {check['detail']}"
        for check in said.get("checks", [])
        if check["status"] != "ok" and check["name"] != "drill"
    ]
    stage.timeline.check(f"the validator of {role} says ready", said.get("ready") is True, faults)


def not_ready(stage: Stage, role: str, name: str, *words: str) -> None:
    """Check that the validator of a region says that it could not take over, and why."""
    said = stage.invoke("validator", role, check="readiness")
    detail = {each["name"]: each["detail"] for each in said["checks"] if each["status"] != "ok"}
    told = name in detail and all(word in detail[name] for word in words)
    text = f"the validator of {role} says not ready: {name}"
    stage.timeline.check(text, told and said.get("ready") is False, detail)


def refused(stage: Stage, answer: dict[str, Any], *words: str) -> None:
    """Check that a request was refused, for what reason, and that nothing was begun for it."""
    said = f"{answer['message']} {answer['next']}"
    right = answer["outcome"] == "refused" and all(word in said for word in words)
    stage.timeline.check(f"refused, and told why: {', '.join(words)}", right, answer)
    stage.timeline.check("no step was taken", not answer["steps"], answer["steps"])


def people_were_told(stage: Stage, role: str, since_minute: int, *words: str) -> None:
    """Check that the topic of a region got a message with some words."""
    topic, region = stage.system.topic(role).rpartition(":")[2], stage.system.regions[role]
    said = [
        f"{each.get('subject') or ''} {each['message']}"
        for each in stage.notifications(since_minute)
        if (each["topic"], each["region"]) == (topic, region)
    ]
    right = any(all(word in text for word in words) for text in said)
    stage.timeline.check(f"people were told in {role}: {' '.join(words)}", right, said[-3:])


def nothing_left(stage: Stage, role: str, expected: Sequence[str] = ()) -> None:
    """Check what the function of a region still has to do.

    Args:
        stage: where it is played.
        role: whose function is asked.
        expected: roles of the regions that may have something pending; any other is a fault.
    """
    said = stage.invoke("failover", role, action="status")
    pending = [str(each) for each in said.get("pending", [])]
    right = said.get("active") == role and all(
        any(f" {other}" in f" {each}" for other in expected) for each in pending
    )
    left = f"nothing but what concerns {', '.join(expected)}" if expected else "nothing"
    stage.timeline.check(f"{role} is active and has {left} left to do", right, said)


def plan_is_empty(stage: Stage, when: str) -> None:
    """Check that a plan proposes to undo nothing."""
    label = f"plan {len(stage.deployment.seconds)}".replace(" ", "-")
    with stage.timeline.step(f"plan, {when}"):
        found = stage.differences(label)
    stage.timeline.check(f"the plan {when} proposes no change", not found, found)
