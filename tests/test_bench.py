"""The benchmark compares like with like."""

import re
from pathlib import Path

from cookiecutter.main import cookiecutter

from bench.__main__ import rows
from bench.cookie import as_cookiecutter
from bench.oracles import Cost, kept, section
from bench.oracles import with_section as with_oracles
from bench.proof import with_section
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


def report(folder: Path, target: str, tests: int, seconds: float) -> None:
    (folder / f"{target}.xml").write_text(
        f'<testsuites><testsuite name="pytest" tests="{tests}" time="{seconds}"'
        ' timestamp="2026-11-30T01:02:03"/></testsuites>'
    )


def test_how_long_tests_took_replaces_what_was_measured_before(tmp_path: Path) -> None:
    page = "# Benchmarks\n\n| a |\n\n## Failover\n\nSome.\n"
    report(tmp_path, "everyday", 3000, 140.4)
    report(tmp_path, "long-work", 300, 700)
    first = with_section(page, tmp_path)
    (tmp_path / "long-work.xml").unlink()
    report(tmp_path, "everyday", 3001, 150)
    (tmp_path / "ci.tsv").write_text("venv\t70\t60\nall\t900\t1500\n")
    second = with_section(first, tmp_path)

    assert first.startswith(page)
    assert "| `make everyday` | 3000 | 140 s |  | 2026-11-30 |" in first
    assert second.startswith(page)
    assert second.count("## Tests") == 1
    assert "| `make everyday` | 3001 | 150 s |  | 2026-11-30 |" in second
    assert "| `make long-work` | 300 | 700 s |  | 2026-11-30 |" in second
    assert re.search(r"\| `.ci/run` \|  \| 900 s \| 1500 s \| \d{4}-\d\d-\d\d \|", second)
    assert re.search(r"\| `.ci/run`: venv \|  \| 70 s \| 60 s \|", second)
    assert with_section(second, tmp_path) == second


def test_what_the_oracles_cost_replaces_what_was_measured_before() -> None:
    page = "# Benchmarks\n\n| a |\n\n## Failover\n\nSome.\n\n## Tests\n\nMany.\n"
    costs = [Cost("off", 1000, 10), Cost("refuse", 1000, 12)]
    first = with_oracles(page, section(costs))
    second = with_oracles(first, section([costs[0], Cost("refuse", 1000, 11)]))

    assert first.startswith("# Benchmarks\n\n| a |\n\n## Failover\n\nSome.\n\n## Oracles\n")
    assert first.endswith("\n\n## Tests\n\nMany.\n")
    assert "| all oracles | 1000 | 12.0 s | 12.0 ms |" in first
    assert "the oracles take 20 s of it" in first
    assert "12.0 ms" not in second
    assert "the oracles take 10 s of it" in second
    assert kept(second) in second
    assert second.count("## ") == 3
