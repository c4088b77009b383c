"""Questions: those of a template that runs code are not asked."""

from pathlib import Path

from tests.support import Tfdr


def test_a_template_that_runs_code_is_refused(tfdr: Tfdr, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "copier.yml").write_text("_tasks: ['touch pwned']\n")
    done = tfdr("new", tmp_path / "shop", "--template", source)

    assert done.code == 2
    assert "runs code (tasks)" in done.message
