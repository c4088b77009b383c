"""Programs that a person has, as far as the deployment page uses them: `python -m ... NAME ...`.

`terraform` and `python` are the real ones. Here are those that would need a network, a daemon or
another world: Docker pushes manifests without layers, and names are looked up in the emulator.
"""

import json
import os
import shlex
import sys
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from tfdr import terraform
from tfdr.drill import aws_command
from tfdr.emulator.client.emulator import Emulator

NAMES = ("aws", "curl", "dig", "docker", "gh", "pip")
NOT_FOUND = 6
REFUSED = 22


def install(folder: Path) -> str:
    """Write the programs into a folder and return a PATH that has them first."""
    folder.mkdir()
    python = shlex.quote(sys.executable)
    commands = {name: f"{python} -m tests.systems.first_day.programs {name}" for name in NAMES}
    commands["python"] = python
    commands["terraform"] = shlex.join(terraform.find().command)
    for name, command in commands.items():
        program = folder / name
        program.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def aws(*given: str) -> int:
    """The AWS CLI."""
    if given[:2] == ("ecr", "get-login-password"):
        ecr = _emulator().client("ecr", given[given.index("--region") + 1])
        token = ecr.get_authorization_token()["authorizationData"][0]["authorizationToken"]
        print(b64decode(token).decode().partition(":")[2])
        return 0
    return aws_command.main(given)


def docker(*given: str) -> int:
    """Docker: what is built or copied is pushed as a manifest of its own."""
    match given:
        case ("login", *_):
            assert sys.stdin.read().strip(), "no password"
        case ("buildx", "build", *options):
            context = Path(options[-1])
            assert (context / "Dockerfile").is_file(), f"{context} has no Dockerfile"
            assert "--push" in options
            _push(options[options.index("--tag") + 1])
        case ("buildx", "imagetools", "create", "--tag", tag, _):
            _push(tag)
        case ("push", tag):
            _push(tag)
        case ("tag", _, _):
            pass
        case _:
            print(f"docker: no such command: {' '.join(given)}", file=sys.stderr)
            return 1
    return 0


def _push(reference: str) -> None:
    registry, _, rest = reference.partition("/")
    repository, _, tag = rest.rpartition(":")
    digest = sha256(f"{repository}:{tag}".encode()).hexdigest()
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {"digest": f"sha256:{digest}", "size": 1},
        "layers": [],
    }
    _emulator().client("ecr", registry.split(".")[3]).put_image(
        repositoryName=repository, imageTag=tag, imageManifest=json.dumps(manifest)
    )


def curl(*given: str) -> int:
    """Ask a name that Route 53 has."""
    address = urlsplit(given[-1])
    answer = _emulator().ask_endpoint(address.hostname or "", address.path or "/")
    if answer["status"] is None:
        print(f"curl: (6) {answer['body']}", file=sys.stderr)
        return NOT_FOUND
    print(answer["status"], answer["body"])
    if answer["status"] >= 400:
        print(f"curl: (22) The requested URL returned error: {answer['status']}", file=sys.stderr)
        return REFUSED
    return 0


def dig(*given: str) -> int:
    """Return the name servers of a zone."""
    zones = _emulator().client("route53", "us-east-1").list_hosted_zones()["HostedZones"]
    if _emulator().is_seen(given[-1]):
        for zone in zones:
            if zone["Name"].rstrip(".") == given[-1].rstrip("."):
                print("ns-1.awsdns-01.org.")
    return 0


def gh(*given: str) -> int:
    """GitHub's CLI: what it was asked for is written down, and what it was told can be asked."""
    told = Path(os.environ["FIRST_DAY_GH"])
    if given[:2] == ("variable", "get"):
        _, _, name, *where = given
        asked = ["variable", "set", name, *where, "--body"]
        lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
        values = [each[-1] for each in map(shlex.split, lines) if each[:-1] == asked]
        print(*values[-1:])
        return 0 if values else 1
    with told.open("a", encoding="utf-8") as file:
        file.write(shlex.join(given) + "\n")
    return 0


def pip(*_: str) -> int:
    """The packages are there."""
    return 0


def _emulator() -> Emulator:
    return Emulator(os.environ["AWS_ENDPOINT_URL"])


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    sys.exit(globals()[name](*arguments))
