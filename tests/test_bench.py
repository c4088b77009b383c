"""The benchmark compares like with like."""

from pathlib import Path

from cookiecutter.main import cookiecutter

from bench.__main__ import rows
from bench.cookie import as_cookiecutter
from tests.support import snapshot


def test_the_made_cookiecutter_gives_the_same_files(tmp_path: Path) -> None:
    generated, template = tmp_path / "generated", tmp_path / "template"
    for folder in (generated / "modules", template / "modules"):
        folder.mkdir(parents=True)
    (generated / "main.tf").write_text(
        '# trading\n\na = "${var.x}%{ if y }{{ z }}"\n\ntrading-dr\n\n'
    )
    (generated / "modules" / "plain.tf").write_text('# {{ trading }} {% raw %}\n\n"')
    (template / "main.tf.jinja").touch()
    cookie = as_cookiecutter(generated, template, tmp_path / "cookie")
    cookiecutter(str(cookie), no_input=True, output_dir=str(tmp_path), default_config=True)
    assert snapshot(tmp_path / "trading") == snapshot(generated)
    cookiecutter(
        str(cookie),
        no_input=True,
        output_dir=str(tmp_path),
        default_config=True,
        extra_context={"project_name": "shop"},
    )
    assert (tmp_path / "shop" / "main.tf").read_text().startswith("# shop\n")


def test_ratios_are_to_the_median_of_the_first() -> None:
    assert [row[1:] for row in rows({"theirs": [4.0, 2.0, 3.0], "ours": [1.5, 9.0, 1.0]})] == [
        ("3.00 s", "2.00 to 4.00 s", "1.00"),
        ("1.50 s", "1.00 to 9.00 s", "0.50"),
    ]
