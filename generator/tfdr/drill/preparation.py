"""What people and time do after an apply, done at once: images pushed, first backups made."""

import json
import re
from hashlib import sha256

from tfdr import hcl
from tfdr.drill.stage import Stage
from tfdr.emulator.client.deployment import Deployment
from tfdr.emulator.client.emulator import Emulator
from tfdr.hcl import Tree

# Whatever else the environment says of failovers.
_HURRIED = "merge(var.failover, { drain_seconds = 0, quiet_minutes = 6 })"


def make_existing_zone(emulator: Emulator, tree: Tree) -> None:
    """Create the hosted zone that a repository expects to exist, if it expects one.

    Args:
        emulator: where it is to be.
        tree: the repository's files.
    """
    for module in tree.modules.values():
        for block in module.of_kind("data"):
            name = _literal(block, "name")
            if block.labels[:1] == ("aws_route53_zone",) and name:
                route53 = emulator.client("route53", "us-east-1")
                route53.create_hosted_zone(Name=name, CallerReference="there already")


def _literal(block: hcl.Block, name: str) -> str:
    expression = block.expression(name)
    value = expression.value if expression is not None else None
    return value if isinstance(value, str) else ""


def hurry(deployment: Deployment) -> None:
    """Have the copy wait for less than it would: the rules hold, and minutes take time here too.

    A region that is left in a switchover shrinks at once, as nobody holds its addresses, and the
    quiet time before a failback is shorter.
    """
    calls = [
        f'module "{block.labels[0]}" {{\n  failover = {_HURRIED}\n}}\n'
        for block in hcl.read_module(deployment.root).of_kind("module")
        if _literal(block, "source") == "./modules/region"
    ]
    override = deployment.root / "drill_override.tf"
    override.write_text("\n".join(calls), encoding="utf-8")


def throw_away(deployment: Deployment) -> None:
    """Have the copy protect nothing from being destroyed: it is there for the drill only."""
    settings = deployment.root / f"environments/{deployment.environment}.tfvars"
    text = settings.read_text(encoding="utf-8")
    unprotected = re.sub(r"(?m)^(deletion_protection\s*=\s*)true$", r"\1false", text)
    settings.write_text(unprotected, encoding="utf-8")


def finish(stage: Stage, *roles: str) -> None:
    """Push an image under each tag that is deployed, and let the first backups be there.

    Args:
        stage: where it is played.
        roles: of the regions that are new; all without any.
    """
    with stage.timeline.step("images are pushed, first backups are there"):
        for role in roles or stage.system.regions:
            region = stage.system.regions[role]
            _push_images(stage, role, region)
            _back_up(stage, role, region)


def _push_images(stage: Stage, role: str, region: str) -> None:
    tags: dict[str, str] = json.loads(
        stage.configuration("validator", role).get("REPOSITORIES", "{}")
    )
    ecr = stage.observer.client("ecr", region)
    for repository, tag in tags.items():
        digest = sha256(f"{repository}:{tag}".encode()).hexdigest()
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
            "config": {"digest": f"sha256:{digest}", "size": 1},
            "layers": [],
        }
        ecr.put_image(repositoryName=repository, imageTag=tag, imageManifest=json.dumps(manifest))


def _back_up(stage: Stage, role: str, region: str) -> None:
    vault = stage.system.vault(role)
    for arn in _backed_up(stage) if vault else ():
        stage.emulator.add_recovery_point(region, vault, arn)


def _backed_up(stage: Stage) -> list[str]:
    """ARNs in the primary region of what its plan backs up; copies keep the origin's ARN."""
    outputs, account = stage.system.outputs, stage.emulator.account_id
    primary = stage.system.regions["primary"]
    found = []
    if cluster := stage.system.cluster("primary"):
        found.append(f"arn:aws:rds:{primary}:{account}:cluster:{cluster}")
    if table := outputs.get("sessions_table_name"):
        found.append(f"arn:aws:dynamodb:{primary}:{account}:table/{table}")
    for name in ("bucket_names", "transaction_log_bucket_names"):
        if bucket := (outputs.get(name) or {}).get("primary"):
            found.append(f"arn:aws:s3:::{bucket}")
    return found
