"""The schema of `tfdr.toml` takes what the command takes, and refuses what it refuses."""

import tomllib
from pathlib import Path

import jsonschema
import pytest

from tests.support import Tfdr
from tools import settings_schema

RESOURCE = 'resource "aws_kms_key" "x" {}\n'


def test_the_file_is_current() -> None:
    assert settings_schema.FILE.read_text(encoding="utf-8") == settings_schema.text()


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ('select = ["FO", "SEC01C,DAT"]\nignore = ["NAM"]\n', True),
        ('severity = "error"\nprofile = "all"\nvar_files = []\n', True),
        ('[[system]]\nname = "x"\nroots = ["a"]\n', True),
        ('severity = "grave"\n', False),
        ('profile = "strict"\n', False),
        ("select = 1\n", False),
        ("colour = 1\n", False),
        ('system = "a"\n', False),
        ("[[system]]\nroots = []\n", False),
        ('[[system]]\nroots = ["a"]\nregion = "x"\n', False),
    ],
)
def test_it_agrees_with_the_command(tfdr: Tfdr, tmp_path: Path, text: str, is_right: bool) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "main.tf").write_text(RESOURCE)
    (tmp_path / "tfdr.toml").write_text(text)
    validator = jsonschema.Draft202012Validator(settings_schema.schema())
    assert validator.is_valid(tomllib.loads(text)) is is_right
    assert (tfdr("check", tmp_path, "--no-terraform").code != 2) is is_right
