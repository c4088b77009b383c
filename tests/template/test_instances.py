"""What an instance of `compute: ec2` is told to do when it starts."""

import base64
import json
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tfdr import terraform
from tfdr.terraform import providers

from tests.renders import rendered
from tests.template.conftest import PRESET

pytestmark = pytest.mark.long

MOST_BYTES = 16 * 1024
"""Of user data. Source: the EC2 user guide, «user data is limited to 16 KB, in raw form»."""

REGISTRY = "123456789012.dkr.ecr.ap-southeast-2.amazonaws.com"
NAME = "abcdefghijklmnopqr-abcdefghijklm"
TAG = "t" * 128
ODD = """ a'b"c $HOME $(id) `id` %h %% \\ ${x} #: {{ y }} """
LONGEST = {
    "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
    "BUCKET": "b" * 63,
    "DATABASE_HOST": "h" * 255,
    "DATABASE_NAME": "d" * 63,
    "DATABASE_PORT": "5432",
    "DATABASE_READ_ONLY_HOST": "r" * 255,
    "DATABASE_USER": "u" * 63,
    "REGION_ROLE": "primary",
    "SESSIONS_TABLE": "s" * 255,
    "TRANSACTION_LOG_BUCKET": "t" * 63,
}
ARGUMENTS: dict[str, Any] = {
    "name": NAME,
    "account_id": "123456789012",
    "role": "primary",
    "region": "ap-southeast-2",
    "repository_urls": {key: f"{REGISTRY}/{NAME}/{key}" for key in ("service", "xray-daemon")},
    "repository_arns": {"service": "arn:aws:ecr:ap-southeast-2:123456789012:repository/x"},
    "image_tag": TAG,
    "xray_daemon_image_tag": TAG,
    "environment": {**LONGEST, "ODD": ODD},
    "application_policy_arn": "arn:aws:iam::123456789012:policy/x",
    "cpu_architecture": "X86_64",
    "instance_type": "m7i.large",
    "instance_count": 2,
    "instance_count_max": 4,
    "container_port": 8080,
    "grace_seconds": 300,
    "vpc_id": "vpc-1",
    "subnet_ids": ["subnet-1", "subnet-2"],
    "endpoints": {"security_group_id": "sg-2", "prefix_list_ids": {"s3": "pl-1"}},
    "target_group_arn": "arn:aws:elasticloadbalancing:ap-southeast-2:123456789012:targetgroup/x/1",
    "load_balancer_security_group_id": "sg-1",
    "autoscaling_role_arn": "arn:aws:iam::123456789012:role/x",
    "data_kms_key_arn": "arn:aws:kms:ap-southeast-2:123456789012:key/1",
    "log_kms_key_arn": "arn:aws:kms:ap-southeast-2:123456789012:key/1",
    "log_retention_days": 30,
    "alarm_topic_arn": "arn:aws:sns:ap-southeast-2:123456789012:x",
}
PROVIDER = {
    "region": "ap-southeast-2",
    "access_key": "none",
    "secret_key": "none",
    "skip_credentials_validation": True,
    "skip_metadata_api_check": True,
    "skip_requesting_account_id": True,
}

Plan = Callable[..., terraform.Result]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with the module of a generated repository and nothing else."""
    folder = tmp_path_factory.mktemp("instances")
    repository = rendered(PRESET, {"compute": "ec2"})
    root = folder / "root"
    root.mkdir()
    (root / "modules").symlink_to(repository / "modules")
    return root


@pytest.fixture(scope="module")
def plan(root: Path) -> Plan:
    """Plans the module; nothing of it needs an account."""
    tool = terraform.find()
    environment = providers.environment(None)

    def run(**arguments: Any) -> terraform.Result:
        module = {"source": "./modules/instances", **ARGUMENTS, **arguments}
        document = {"provider": {"aws": PROVIDER}, "module": {"instances": _literal(module)}}
        (root / "main.tf.json").write_text(json.dumps(document), encoding="utf-8")
        result = tool.run(["init", "-no-color"], root, env=environment)
        assert result.code == 0, result.message
        return tool.run(["plan", "-no-color", "-out=plan"], root, env=environment)

    return run


@pytest.fixture(scope="module")
def user_data(root: Path, plan: Plan) -> str:
    result = plan()
    assert result.code == 0, result.message
    shown = terraform.find().run(["show", "-json", "plan"], root, env=providers.environment(None))
    module = json.loads(shown.stdout)["planned_values"]["root_module"]["child_modules"][0]
    (template,) = [each for each in module["resources"] if each["type"] == "aws_launch_template"]
    return base64.b64decode(template["values"]["user_data"]).decode()


@pytest.fixture(scope="module")
def files(user_data: str) -> dict[str, dict[str, str]]:
    assert user_data.startswith("#cloud-config\n")
    return {each["path"]: each for each in yaml.safe_load(user_data)["write_files"]}


def _literal(value: Any) -> Any:
    """Return a value as Terraform's JSON has to say it, where strings are templates."""
    if isinstance(value, dict):
        return {key: _literal(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_literal(each) for each in value]
    return value.replace("${", "$${").replace("%{", "%%{") if isinstance(value, str) else value


def _containers(files: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    """Return the words of the command that runs a container, by unit."""
    commands = {}
    for path, file in files.items():
        if path.endswith(".service"):
            text = file["content"].replace("\\\n", "")
            (command,) = [line for line in text.splitlines() if line.startswith("ExecStart=")]
            commands[Path(path).stem] = shlex.split(command.partition("=")[2])
    return commands


def test_the_longest_values_fit(user_data: str) -> None:
    assert len(user_data.encode()) < MOST_BYTES


def test_the_service_is_told_every_value_as_it_is(files: dict[str, dict[str, str]]) -> None:
    environment = files["/etc/application.env"]

    told = dict(line.split("=", 1) for line in environment["content"].splitlines())

    assert told == {**LONGEST, "ODD": ODD, "AWS_REGION": "ap-southeast-2", "PORT": "8080"}
    assert environment["permissions"] == "0600"


def test_no_shell_and_no_unit_reads_a_value(files: dict[str, dict[str, str]]) -> None:
    for path, file in files.items():
        if path != "/etc/application.env":
            assert "$HOME" not in file["content"], path
            assert "`" not in file["content"], path


def test_the_login_is_a_script_that_bash_understands(files: dict[str, dict[str, str]]) -> None:
    script = files["/usr/local/bin/registry-login"]

    done = subprocess.run(["bash", "-n"], input=script["content"], text=True, check=False)

    assert done.returncode == 0
    assert f"--password-stdin '{REGISTRY}'" in script["content"]


def test_containers_come_from_the_regions_registry_and_may_do_little(
    files: dict[str, dict[str, str]],
) -> None:
    containers = _containers(files)

    assert f"{REGISTRY}/{NAME}/service:{TAG}" in containers["application"]
    assert f"{REGISTRY}/{NAME}/xray-daemon:{TAG}" in containers["xray-daemon"]
    for user, words in zip(("1000", "10001"), containers.values(), strict=True):
        options = " ".join(words)
        assert f"--user {user} --read-only --cap-drop ALL" in options
        assert "--security-opt no-new-privileges" in options


def test_the_daemon_listens_to_its_own_instance_only(files: dict[str, dict[str, str]]) -> None:
    words = _containers(files)["xray-daemon"]

    assert words[-4:] == ["--bind", "127.0.0.1:2000", "--bind-tcp", "127.0.0.1:2000"]


@pytest.mark.parametrize(
    ("argument", "value", "says"),
    [
        ("image_tag", "1.0 --privileged", "An image tag is made of letters"),
        ("environment", {"A": "b\nC=d"}, "An environment variable must be a single line"),
        ("cpu_architecture", "ARM64", "m7i.large cannot run images for ARM64"),
        ("instance_type", "m7g.large", "m7g.large cannot run images for X86_64"),
    ],
)
def test_what_could_not_work_is_refused(plan: Plan, argument: str, value: Any, says: str) -> None:
    result = plan(**{argument: value})

    assert result.code == 1
    assert says in result.message
