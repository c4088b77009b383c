from pathlib import Path

from tfdr.emulator.client.override import OVERRIDE_FILE, copy_with_overrides
from tfdr.hcl import read_file

from tests.support import snapshot

PROVIDERS = """
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  region = "eu-central-1"
}

provider "random" {}
"""


def write(repository: Path) -> Path:
    (repository / "modules" / "network").mkdir(parents=True)
    (repository / ".terraform").mkdir()
    (repository / "providers.tf").write_text(PROVIDERS, encoding="utf-8")
    (repository / "backend.tf").write_text('terraform {\n  backend "s3" {}\n}\n', encoding="utf-8")
    (repository / "terraform.tfstate").write_text("{}", encoding="utf-8")
    module = 'resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/16"\n}\n'
    (repository / "modules" / "network" / "main.tf").write_text(module, encoding="utf-8")
    return repository


def test_the_override_goes_beside_the_roots_of_a_copy_only(tmp_path: Path) -> None:
    repository = write(tmp_path / "repository")
    before = snapshot(repository)
    written = copy_with_overrides(repository, tmp_path / "copy")
    assert written == [tmp_path / "copy" / OVERRIDE_FILE]
    assert snapshot(repository) == before
    copied = snapshot(tmp_path / "copy").keys() - {OVERRIDE_FILE}
    assert copied == before.keys() - {".terraform", "terraform.tfstate"}


def test_each_provider_of_aws_is_told_by_its_alias(tmp_path: Path) -> None:
    (override,) = copy_with_overrides(write(tmp_path / "repository"), tmp_path / "copy")
    blocks = read_file(override).blocks
    providers = [block for block in blocks if block.kind == "provider"]
    aliases = [block.expression("alias") for block in providers]
    assert [alias.value if alias else None for alias in aliases] == ["primary", None]
    for block in providers:
        assert block.labels == ("aws",)
        style = block.expression("s3_use_path_style")
        assert style is not None
        assert style.value is True


def test_credentials_are_checked_as_they_are_without_an_emulator(tmp_path: Path) -> None:
    """Where the provider asks who it is decides whether it works while a region is lost."""
    (override,) = copy_with_overrides(write(tmp_path / "repository"), tmp_path / "copy")
    assert "skip_" not in override.read_text(encoding="utf-8")


def test_a_backend_in_s3_is_told_too(tmp_path: Path) -> None:
    (override,) = copy_with_overrides(write(tmp_path / "repository"), tmp_path / "copy")
    (terraform,) = [block for block in read_file(override).blocks if block.kind == "terraform"]
    (backend,) = terraform.blocks
    assert backend.labels == ("s3",)
    assert "use_path_style" in backend.attributes


def test_without_a_backend_there_is_nothing_to_tell_it(tmp_path: Path) -> None:
    repository = write(tmp_path / "repository")
    (repository / "backend.tf").unlink()
    (override,) = copy_with_overrides(repository, tmp_path / "copy")
    assert {block.kind for block in read_file(override).blocks} == {"provider"}
