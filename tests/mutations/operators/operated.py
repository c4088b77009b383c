"""The state, environments, costs, tests."""

from collections.abc import Iterator

from tests.mutations.operators.registry import breaks
from tests.mutations.repository import Change, Repository

_SETTINGS = r"^environments/.*\.tfbackend$"


@breaks("OPS01")
def state_not_locked(it: Repository) -> Iterator[Change]:
    yield from it.swap_file(r"^use_lockfile = true\n", "", _SETTINGS)
    yield from it.swap_file(r"^use_lockfile = true\n", "use_lockfile = false\n", _SETTINGS)


@breaks("OPS01")
def state_in_the_primary_region(it: Repository) -> Iterator[Change]:
    for spot in it.spots("locals", r"^locals\.tf$"):
        for attribute in spot.attributes("regions"):
            (_, primary), *_ = attribute.expression.items or []
            yield from it.swap_file(
                r'^region( *)= "[\w-]+"', rf"region\1= {primary.text}", _SETTINGS
            )


@breaks("OPS01")
def state_on_a_disk(it: Repository) -> Iterator[Change]:
    for spot in it.spots("terraform", r"^backend\.tf$"):
        yield from spot.swap('backend "s3"', 'backend "local"')
        yield from spot.drop("backend")


@breaks("OPS01")
def bucket_of_the_state_without_versions(it: Repository) -> Iterator[Change]:
    """Bootstrap makes a bucket of its own, without."""
    for spot in it.spots("module", r"^bootstrap/modules/"):
        text = "\n".join(
            [
                'resource "aws_s3_bucket" "state" {',
                '  bucket        = "${var.name}-state-'
                '${data.aws_caller_identity.current.account_id}-${var.region}"',
                "  force_destroy = var.force_destroy",
                "}",
                "",
            ]
        )
        edits = [(spot.file, *spot.extent, text)]
        for output in it.spots("output", r"^bootstrap/modules/"):
            for attribute in output.attributes("value"):
                value = (
                    "{ bucket = aws_s3_bucket.state.id, arn = aws_s3_bucket.state.arn,"
                    " region = var.region, kms_key_arn = aws_kms_key.this.arn }"
                )
                edits.append(output.edit(attribute, value))
        yield spot.change(*edits)


@breaks("OPS01")
def state_bootstrapped_in_the_primary_region(it: Repository) -> Iterator[Change]:
    for spot in it.spots("module", r"^bootstrap/main\.tf$"):
        if spot.block.labels[0] == "state":
            yield from spot.swap(r"aws = aws\.dr", "aws = aws.primary")
    for spot in it.spots("provider", r"^bootstrap/main\.tf$"):
        yield from spot.swap(r"local\.dr_region", "local.primary_region", "region")


@breaks("OPS02")
def environments_share_a_state(it: Repository) -> Iterator[Change]:
    files = sorted(each for each in it.texts if each.endswith(".tfbackend"))
    if len(files) > 1:
        first = it.texts[files[0]].split("key", 1)[1].split('"')[1]
        for file in files[1:]:
            yield from it.swap_file(r'^(key\s*= )"[^"]*"', rf'\1"{first}"', f"^{file}$")


@breaks("OPS02")
def environments_share_a_suffix(it: Repository) -> Iterator[Change]:
    files = sorted(
        each for each in it.texts if each.startswith("environments/") and each.endswith(".tfvars")
    )
    if len(files) > 1:
        first = it.texts[files[0]].split("suffix", 1)[1].split('"')[1]
        for file in files[1:]:
            yield from it.swap_file(r'^(suffix\s*= )"[^"]*"', rf'\1"{first}"', f"^{file}$")


@breaks("OPS02")
def environment_without_values(it: Repository) -> Iterator[Change]:
    yield from it.remove(
        *sorted(e for e in it.texts if e.startswith("environments/") and e.endswith(".tfvars"))
    )


@breaks("OPS03")
def cost_not_written_down(it: Repository) -> Iterator[Change]:
    yield from it.remove("docs/cost.md")


@breaks("OPS04")
def tests_gone(it: Repository) -> Iterator[Change]:
    names = sorted(each for each in it.texts if each.endswith(".tftest.hcl"))
    yield Change("tests", (), tuple(each for each in names if not each.startswith("bootstrap/")))
