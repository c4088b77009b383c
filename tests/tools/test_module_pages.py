"""The tables of inputs and outputs in the template are those of its .tf files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tfdr.errors import TfdrError

from tests.support import ROOT
from tools import module_pages


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A template of its own, which the tool takes for the project's."""
    shutil.copytree(ROOT / "template", tmp_path / "template")
    shutil.copy(ROOT / "copier.yml", tmp_path)
    monkeypatch.setattr(module_pages, "built_in_root", lambda: tmp_path)
    module_pages.left_out.cache_clear()
    yield tmp_path / "template"
    module_pages.left_out.cache_clear()


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["module_pages", *arguments])
    return module_pages.main()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_checked_in_is_current(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch) == 0, capsys.readouterr().err


def test_what_changed_is_named_and_written_anew(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change(copy / "modules/network/variables.tf", "IPv4 range of the VPC.", "Range of the VPC.")

    assert run(monkeypatch) == 1
    assert "modules/network/README.md is not current: run `make docs`" in capsys.readouterr().err

    assert run(monkeypatch, "--write") == 0
    assert run(monkeypatch) == 0
    assert "Range of the VPC." in (copy / "modules/network/README.md.jinja").read_text()


def test_a_condition_around_a_variable_is_one_around_its_row(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is a template from then on, and no longer once there is nothing to decide."""
    variables = copy / "modules/images/variables.tf"
    block = 'variable "force_destroy" {'
    plain = variables.read_text(encoding="utf-8")
    assert (copy / "modules/images/README.md").exists()
    conditional = plain.replace(block, f"{{% if has_tracing %}}\n{block}") + "{% endif %}\n"
    variables.with_name("variables.tf.jinja").write_text(conditional, encoding="utf-8")

    assert run(monkeypatch, "--write") == 0

    page = copy / "modules/images/README.md.jinja"
    row = "{% if has_tracing %}\n| `force_destroy` | bool | required | Whether"
    assert row in page.read_text(encoding="utf-8")
    assert not page.with_name("README.md").exists()

    variables.with_name("variables.tf.jinja").unlink()
    assert run(monkeypatch, "--write") == 0
    assert not page.exists()
    assert page.with_name("README.md").exists()


def test_a_module_that_answers_leave_out_is_left_out_of_the_table(copy: Path) -> None:
    readme = module_pages.contents()[copy / "README.md"]

    assert "{% if has_proxy %}\n| [`proxy`](modules/proxy/README.md) |" in readme
    assert "{% if compute == 'ecs' %}\n| [`service`](modules/service/README.md) |" in readme


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "# images\n\nnone\n<!-- BEGIN_TF_DOCS -->\n<!-- END_TF_DOCS -->\n",
            "begin with `# images` and a sentence",
        ),
        ("# images\n\nImage repositories.\n", "has no lines <!-- BEGIN_TF_DOCS -->"),
    ],
)
def test_a_page_without_its_parts_is_told(copy: Path, text: str, said: str) -> None:
    (copy / "modules/images/README.md").write_text(text, encoding="utf-8")

    with pytest.raises(TfdrError, match=said):
        module_pages.contents()
