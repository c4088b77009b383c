"""What is not formatted is named, each time."""

from pathlib import Path

from tests.formatting import unformatted


def test_what_is_not_formatted_is_named_each_time(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "main.tf").write_text("locals {\n  a = 1\n}\n")
    (tmp_path / "inner/test.tfvars").write_text("a   = 1\n")

    assert unformatted(tmp_path) == ["inner/test.tfvars"]
    assert unformatted(tmp_path) == ["inner/test.tfvars"]
    (tmp_path / "inner/test.tfvars").write_text("a = 1\n")
    assert unformatted(tmp_path) == []
