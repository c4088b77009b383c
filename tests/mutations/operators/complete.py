"""Nothing refers to what is not there; the code is complete and says what it is."""

import itertools
import re
from collections.abc import Iterator

from tests.mutations.operators.registry import breaks
from tests.mutations.repository import Change, Repository


@breaks("CMP01")
def module_from_a_registry(it: Repository) -> Iterator[Change]:
    for spot in it.spots("module", r"^modules/region/(network|storage)\.tf$"):
        yield from spot.put("source", '"terraform-aws-modules/vpc/aws"')


@breaks("CMP01")
def source_of_a_module_misspelt(it: Repository) -> Iterator[Change]:
    for spot in it.spots("module", r"^([\w-]+|modules/region/[\w-]+)\.tf$"):
        yield from spot.swap(r'(source\s*=\s*"[^"]+)"', r'\1s"')


@breaks("CMP02")
def reference_to_a_resource_renamed(it: Repository) -> Iterator[Change]:
    """The first one of each file."""
    for file in it.texts:
        for spot in it.resources(file=f"^{re.escape(file)}$"):
            changes = list(spot.swap(r"(?<=[ \[{(])(aws_\w+)\.this\.", r"\1.that."))
            if changes:
                yield changes[0]
                break


@breaks("CMP02")
def variable_renamed_where_it_is_used(it: Repository) -> Iterator[Change]:
    """The first one of each main.tf."""
    for file in it.texts:
        if re.fullmatch(r"modules/[\w-]+/main\.tf", file):
            found = it.swap(r"\bvar\.(\w+)", r"var.\1_", f"^{re.escape(file)}$", "resource")
            yield from itertools.islice(found, 1)


@breaks("CMP02")
def argument_of_a_module_dropped(it: Repository) -> Iterator[Change]:
    for spot in it.spots("module", r"^([\w-]+|modules/region/[\w-]+)\.tf$"):
        yield from spot.drop("name")


@breaks("CMP02")
def output_of_a_module_dropped(it: Repository) -> Iterator[Change]:
    """The first one of each module that somebody uses."""
    code = "\n".join(text for name, text in it.texts.items() if name.endswith(".tf"))
    for file in sorted(each for each in it.texts if re.fullmatch(r"modules/.*/outputs\.tf", each)):
        calls = [spot.block.labels[0] for spot in it.calls(file.split("/")[-2])]
        for spot in it.spots("output", f"^{re.escape(file)}$"):
            name = rf"module\.({'|'.join(calls)})(\[[^\]]*\])?\.{spot.block.labels[0]}\b"
            if calls and re.search(name, code):
                yield from spot.delete()
                break


@breaks("CMP02")
def provider_of_a_module_renamed(it: Repository) -> Iterator[Change]:
    for spot in it.spots("module", r"^(regions|audit|traffic)\.tf$"):
        yield from spot.swap(r"(aws\s*=\s*aws)\.dr\b", r"\1.standby")


@breaks("CMP03")
def interpolation_escaped(it: Repository) -> Iterator[Change]:
    """The first name of each file."""
    for file in it.texts:
        found = it.swap(r'(name\s*=\s*")\$\{', r"\1$${", f"^{re.escape(file)}$", "resource")
        yield from itertools.islice(found, 1)


@breaks("CMP04")
def package_of_a_function_gone(it: Repository) -> Iterator[Change]:
    yield from it.remove(*(f"lambda/{each.name}" for each in (it.root / "lambda").glob("*.zip")))


@breaks("CMP04")
def handler_that_its_package_has_not(it: Repository) -> Iterator[Change]:
    for spot in it.spots("module"):
        yield from spot.put("handler", '"index.lambda_handler"')


@breaks("CMP04")
def hash_of_a_package_dropped(it: Repository) -> Iterator[Change]:
    yield from it.drop("aws_lambda_function", "source_code_hash")


@breaks("CMP04")
def hash_of_a_package_written_out(it: Repository) -> Iterator[Change]:
    digest = '"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="'
    yield from it.put("aws_lambda_function", "source_code_hash", digest)


_OUTPUTS = re.compile(
    r"^(database_endpoints|proxy_endpoints|load_balancer_names|api_ids|bucket_names"
    r"|sessions_table_name|active_region_parameter_name|failover_function_names)$"
)


@breaks("CMP05")
def output_removed(it: Repository) -> Iterator[Change]:
    for spot in it.spots("output", r"^outputs\.tf$"):
        if _OUTPUTS.match(spot.block.labels[0]):
            yield from spot.delete()


@breaks("CMP06")
def replication_does_not_wait_for_versioning(it: Repository) -> Iterator[Change]:
    for spot in it.spots("output", r"modules/bucket/outputs\.tf$"):
        if "versioning" in spot.text:
            yield from spot.drop("depends_on")


@breaks("CMP06")
def trail_does_not_wait_for_the_policy_of_its_bucket(it: Repository) -> Iterator[Change]:
    for spot in it.spots("output", r"modules/bucket/outputs\.tf$"):
        if "policy" in spot.text:
            yield from spot.drop("depends_on")


@breaks("CMP06")
def order_of_creation_dropped(it: Repository) -> Iterator[Change]:
    """What AWS tries when it makes it has to come after what that needs."""
    for type_ in (
        "aws_flow_log",
        "aws_cloudtrail",
        "aws_ecs_service",
        "aws_autoscaling_group",
        "aws_backup_selection",
        "aws_db_proxy",
        "aws_rds_cluster_instance",
        "aws_secretsmanager_secret_rotation",
        "aws_apigatewayv2_stage",
    ):
        yield from it.drop(type_, "depends_on")


@breaks("CMP07")
def deprecated_argument_used(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_iam_role"):
        yield from spot.add('managed_policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]')
    for spot in it.resources("aws_eip"):
        yield from spot.swap(r'domain = "vpc"', "vpc = true")
    yield from it.swap_file(
        r"^use_lockfile = true$", 'dynamodb_table = "locks"', r"^environments/.*\.tfbackend$"
    )


@breaks("CMP08")
def documentation_gone(it: Repository) -> Iterator[Change]:
    yield from it.remove("README.md", "docs/architecture.md")


@breaks("CMP08")
def description_of_a_variable_dropped(it: Repository) -> Iterator[Change]:
    """The first of each file."""
    for file in sorted(each for each in it.texts if re.search(r"variables\.tf$", each)):
        yield from next(iter(it.spots("variable", f"^{re.escape(file)}$"))).drop("description")


@breaks("CMP08")
def description_of_an_output_dropped(it: Repository) -> Iterator[Change]:
    for file in sorted(each for each in it.texts if re.search(r"outputs\.tf$", each)):
        yield from next(iter(it.spots("output", f"^{re.escape(file)}$"))).drop("description")


@breaks("CMP09")
def service_missing_in_the_manifest(it: Repository) -> Iterator[Change]:
    yield from it.swap_file(r'^ +"(Amazon DynamoDB|AWS Lambda)",\n', "", r"^tfdr\.json$")
