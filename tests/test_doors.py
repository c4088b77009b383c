"""Three doors, the same bytes: stock copier, `tfdr` in a checkout, and `tfdr` from its wheel.

All answers go through copier and `tfdr` in this process, and one set of them through each door as
a person opens it, in a process of its own.
"""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml
from copier import run_copy
from copier.errors import UserMessageError
from jinja2 import Environment

from tests.installed import package
from tests.renders import rendered
from tests.support import GIT_ENV, PRESETS, ROOT, V1, V2, Tfdr, commit, git, template_repository

# Answers far from the defaults, so that what they switch is compared too.
OTHER_ANSWERS = """\
project_name: ledger
owner: Team of the ledger
cost_center: cc-1
primary_region: eu-central-1
dr_regions: [eu-west-1]
availability_zones: 3
vpc_cidrs: [10.0.0.0/20, 172.16.0.0/16]
strategy: pilot-light
rpo_minutes: 15
rto_minutes: 240
container_port: 9000
health_check_path: /up
domain_name: ledger.acme-markets.com
hosted_zone: existing
hosted_zone_name: acme-markets.com
alert_emails: [a@acme-markets.com, b@acme-markets.com]
environments: [test, sandbox]
lifecycle: ephemeral
ci: none
"""
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
ANSWERS: dict[str, dict[str, Any]] = {
    **{name: yaml.safe_load((ROOT / f"presets/{name}.yml").read_text()) for name in PRESETS},
    "other": yaml.safe_load(OTHER_ANSWERS),
}

EVERY_DAY = ("trading-platform", "payment-processing", "other")
"""Containers and an API, all that presets switch on, and all that is far from the defaults."""

_KEPT: dict[tuple[str, str | None, str | None], Any] = {}  # see `compiled_once`


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean clone of this checkout as it is, so that nothing changes it during a test."""
    folder = tmp_path_factory.mktemp("checkout") / "tfdr"
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    commit(folder, "As it is")
    return folder


@pytest.fixture(scope="session")
def archive(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that the checkout builds."""
    built = tmp_path_factory.mktemp("built")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "-w", str(built)]
    run([*PIP, "wheel", *options, str(checkout)], built)
    [archive] = built.glob("tfdr-*.whl")
    return archive


@pytest.fixture(scope="session")
def wheel(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the wheel was installed."""
    installed = tmp_path_factory.mktemp("installed")
    options = ["--no-deps", "--no-index", "-t", str(installed)]
    run([*PIP, "install", *options, str(archive)], installed)
    return installed


def run(command: list[str], folder: Path, *, code: int = 0, **env: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **GIT_ENV, **env},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def copier(folder: Path, *arguments: str) -> str:
    return run([sys.executable, "-m", "copier", *arguments], folder)


def tfdr_from(place: Path, folder: Path, *arguments: str, code: int = 0) -> str:
    """Run the package of a checkout, or of what a wheel was installed into."""
    command = [sys.executable, "-m", "tfdr.cli", *arguments]
    package = place / "generator"
    return run(command, folder, code=code, PYTHONPATH=str(package if package.is_dir() else place))


@contextmanager
def compiled_once() -> Iterator[None]:
    """Keep what Jinja compiles: the same each time, and most of what a copy takes."""
    stock: Any = Environment.compile

    def compile_unless_kept(
        jinja: Environment, source: Any, name: Any = None, filename: Any = None, **how: Any
    ) -> Any:
        if how or not isinstance(source, str):
            return stock(jinja, source, name, filename, **how)
        key = source, name, filename
        if key in _KEPT:
            jinja.preprocess(source)  # extensions note that a new template begins
        else:
            _KEPT[key] = stock(jinja, source, name, filename)
        return _KEPT[key]

    with mock.patch.object(Environment, "compile", compile_unless_kept):
        yield


def copy(dest: Path, answers: dict[str, Any]) -> None:
    """Copy the template with stock copier, in this process."""
    template = package().parents[1]
    with compiled_once(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        run_copy(str(template), dest, data=answers, defaults=True, quiet=True)


def written(folder: Path) -> dict[str, tuple[bytes, bool]]:
    """Return every file with its content and whether it can be executed, origins left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        content = path.read_bytes()
        if path.name == ".copier-answers.yml":
            lines = content.splitlines(keepends=True)
            content = b"".join(
                line for line in lines if not line.startswith((b"_src_path:", b"_commit:"))
            )
        found[path.relative_to(folder).as_posix()] = (content, os.access(path, os.X_OK))
    return found


def test_stock_copier_writes_what_tfdr_writes(tmp_path: Path) -> None:
    for scenario in EVERY_DAY:
        assert_copier_writes_the_same(scenario, tmp_path / scenario)


@pytest.mark.long(pool="doors")
@pytest.mark.parametrize("scenario", [name for name in ANSWERS if name not in EVERY_DAY])
def test_stock_copier_writes_what_tfdr_writes_for_others(scenario: str, tmp_path: Path) -> None:
    assert_copier_writes_the_same(scenario, tmp_path)


def assert_copier_writes_the_same(scenario: str, tmp_path: Path) -> None:
    by_copier = tmp_path / "copier"
    copy(by_copier, ANSWERS[scenario])

    by_tfdr = rendered(scenario) if scenario in PRESETS else rendered(answers=ANSWERS[scenario])

    assert written(by_copier) == written(by_tfdr)


def test_each_door_as_a_person_opens_it(checkout: Path, wheel: Path, tmp_path: Path) -> None:
    by_copier, by_tfdr, by_wheel = tmp_path / "copier", tmp_path / "tfdr", tmp_path / "wheel"
    answers = str(tmp_path / "answers.yml")
    Path(answers).write_text(OTHER_ANSWERS)
    copier(checkout, "copy", "-q", ".", str(by_copier), "--data-file", answers, "--defaults")
    tfdr_from(checkout, tmp_path, "new", str(by_tfdr), "--answers", answers, "--defaults")
    tfdr_from(wheel, tmp_path, "new", str(by_wheel), "--answers", answers, "--defaults")

    expected = written(rendered(answers=ANSWERS["other"]))
    assert ".copier-answers.yml" in expected
    assert "modules/network/main.tf" in expected
    assert len(expected) > 80
    assert written(by_copier) == expected
    assert written(by_tfdr) == expected
    assert written(by_wheel) == expected


def test_the_wheel_holds_the_whole_template_and_nothing_else(checkout: Path, archive: Path) -> None:
    tracked = git(checkout, "ls-files", "-z").split("\0")
    parts = ("copier.yml", "template/", "includes/", "presets/", "generator/tfdr/catalogue/")
    bundle = "tfdr/_bundle/"
    with zipfile.ZipFile(archive) as packed:
        found = {
            name.removeprefix(bundle): packed.read(name)
            for name in packed.namelist()
            if name.startswith(bundle)
        }

    assert found == {
        name: (checkout / name).read_bytes() for name in tracked if name.startswith(parts)
    }
    assert any("/." in name for name in found), "dotfiles have to be in it"


def test_the_wheel_works_from_any_folder_without_git(wheel: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python").symlink_to(sys.executable)
    command = [sys.executable, "-m", "tfdr.cli", "new", "shop", "--preset", PRESETS[0]]
    said = run(command, tmp_path, PYTHONPATH=str(wheel), PATH=str(tools))

    assert "files written to" in said
    recorded = (tmp_path / "shop" / ".copier-answers.yml").read_text()
    assert "_src_path: builtin:tfdr" in recorded
    assert "_commit: v" in recorded
    assert str(wheel) not in recorded, "a path of this machine means nothing to others"

    # It knows its own work again, without git, and has the catalogues of every command.
    (tmp_path / "shop" / "mine.tf").write_text("locals {}\n")
    command = [sys.executable, "-m", "tfdr.cli", "diff", "shop", "--stat"]
    said = run(command, tmp_path, code=1, PYTHONPATH=str(wheel), PATH=str(tools))
    assert "1 file(s) changed by hand since v" in said
    assert "mine.tf  added" in said
    assert "\nnetwork " in tfdr_from(wheel, tmp_path, "inventory", "shop")

    # And the pages of the rules, with what is joined to their examples.
    assert '\n  provider "aws" {\n' in tfdr_from(wheel, tmp_path, "explain", "NET03")


@pytest.mark.long
def test_the_wheel_updates_what_it_wrote(wheel: Path, tmp_path: Path) -> None:
    tfdr_from(wheel, tmp_path, "new", "shop", "--preset", PRESETS[0])
    commit(tmp_path / "shop", "Generate")
    tfdr_from(wheel, tmp_path, "update", "shop", "--data", "cost_center=other")
    tfdr_from(
        wheel, tmp_path, "new", "fresh", "--preset", PRESETS[0], "--data", "cost_center=other"
    )

    names = ("tfdr.json", ".copier-answers.yml", "variables.tf")
    for name in names:
        assert (tmp_path / "shop" / name).read_text() == (tmp_path / "fresh" / name).read_text()


@pytest.mark.long
def test_a_checkout_is_a_source_to_update_from(checkout: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    git(tmp_path, "clone", "-q", str(checkout), str(source))
    tfdr_from(source, tmp_path, "new", "shop", "--preset", PRESETS[0])
    commit(tmp_path / "shop", "Generate")
    (source / "template" / "NEW.md").write_text("New.\n")
    commit(source, "Go on")
    tfdr_from(source, tmp_path, "update", "shop")

    assert (tmp_path / "shop" / "NEW.md").read_text() == "New.\n"


@pytest.mark.parametrize("door", ["copier", "tfdr"])
def test_both_can_update_what_tfdr_generated(tfdr: Tfdr, tmp_path: Path, door: str) -> None:
    source = template_repository(tmp_path / "source", versions=[V1, V2])
    shop = tmp_path / "shop"
    answers = ("--data", "name=shop", "--data", "owner=me")
    tfdr("new", shop, "--template", source, "--ref", "v1.0.0", *answers)
    commit(shop, "Generate")
    if door == "copier":
        copier(shop, "update", "-q", "--defaults")
    else:
        assert tfdr("update", shop).code == 0

    assert "of a red colour" in (shop / "README.md").read_text()
    assert (shop / "added.txt").is_file()


@pytest.mark.parametrize(
    "answers",
    [
        {"project_name": "Not A Name"},
        {"rpo_minutes": "0"},
        {"dr_regions": "[us-east-1]"},
        {"vpc_cidrs": "[10.0.0.0/16, 10.0.0.0/16]"},
        {"domain_name": "trading.localhost"},
        {"strategy": "cold"},
        {"environments": "[../../x]"},
    ],
    ids=str,
)
def test_copier_alone_refuses_what_tfdr_refuses(
    tfdr: Tfdr, tmp_path: Path, answers: dict[str, str]
) -> None:
    [(name, text)] = answers.items()
    with pytest.raises((ValueError, UserMessageError), match=name):
        copy(tmp_path / "x", ANSWERS["trading-platform"] | {name: yaml.safe_load(text)})

    assert not (tmp_path / "x").exists()
    data = f"--data={name}={text}"
    assert tfdr("new", tmp_path / "y", "--preset", "trading-platform", data).code == 2


def test_the_command_copier_refuses_too(checkout: Path, tmp_path: Path) -> None:
    preset = str(checkout / "presets/trading-platform.yml")
    command = [sys.executable, "-m", "copier", "copy", "-q", ".", str(tmp_path / "x")]
    command += ["--data=rpo_minutes=0", "--data-file", preset, "--defaults"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "rpo_minutes" in done.stderr
    assert not (tmp_path / "x").exists()
