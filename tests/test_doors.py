"""Three doors, the same bytes: stock copier, `tfdr` in a checkout, and `tfdr` from its wheel."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support import GIT_ENV, ROOT, V1, V2, Tfdr, commit, git, template_repository

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
SCENARIOS = [path.stem for path in sorted((ROOT / "presets").glob("*.yml"))] + ["other"]


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
    (folder / ".git" / "other.yml").write_text(OTHER_ANSWERS)
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


def answers_file(checkout: Path, scenario: str) -> Path:
    preset = checkout / "presets" / f"{scenario}.yml"
    return preset if preset.exists() else checkout / ".git" / "other.yml"


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


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_all_doors_write_the_same_bytes(
    scenario: str, checkout: Path, wheel: Path, tmp_path: Path
) -> None:
    answers = str(answers_file(checkout, scenario))
    by_copier, by_tfdr, by_wheel = tmp_path / "copier", tmp_path / "tfdr", tmp_path / "wheel"
    copier(checkout, "copy", "-q", ".", str(by_copier), "--data-file", answers, "--defaults")
    tfdr_from(checkout, tmp_path, "new", str(by_tfdr), "--answers", answers, "--defaults")
    tfdr_from(wheel, tmp_path, "new", str(by_wheel), "--answers", answers, "--defaults")

    expected = written(by_copier)
    assert ".copier-answers.yml" in expected
    assert "modules/network/main.tf" in expected
    assert len(expected) > 80
    assert written(by_tfdr) == expected
    assert written(by_wheel) == expected


def test_a_preset_by_name_is_the_data_file(checkout: Path, tmp_path: Path) -> None:
    name = SCENARIOS[0]
    file = str(answers_file(checkout, name))
    copier(checkout, "copy", "-q", ".", str(tmp_path / "a"), "--data-file", file, "--defaults")
    tfdr_from(checkout, tmp_path, "new", str(tmp_path / "b"), "--preset", name, "--defaults")

    assert written(tmp_path / "a") == written(tmp_path / "b")


def test_the_wheel_holds_the_whole_template_and_nothing_else(checkout: Path, archive: Path) -> None:
    tracked = git(checkout, "ls-files", "-z").split("\0")
    parts = ("copier.yml", "template/", "includes/", "presets/", "generator/tfdr/catalogue/")
    bundle = "tfdr/_bundle/"
    names = zipfile.ZipFile(archive).namelist()
    found = {name.removeprefix(bundle) for name in names if name.startswith(bundle)}

    assert found == {name for name in tracked if name.startswith(parts)}
    assert any("/." in name for name in found), "dotfiles have to be in it"


def test_the_wheel_works_from_any_folder_without_git(wheel: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python").symlink_to(sys.executable)
    command = [sys.executable, "-m", "tfdr.cli", "new", "shop", "--preset", SCENARIOS[0]]
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


def test_update_of_what_the_wheel_wrote_says_how_to_name_a_source(
    wheel: Path, tmp_path: Path
) -> None:
    tfdr_from(wheel, tmp_path, "new", "shop", "--preset", SCENARIOS[0])
    commit(tmp_path / "shop", "Generate")
    said = tfdr_from(wheel, tmp_path, "update", "shop", code=2)

    assert "tfdr update shop --template https://" in " ".join(said.split())


@pytest.mark.long
def test_a_checkout_is_a_source_to_update_from(checkout: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    git(tmp_path, "clone", "-q", str(checkout), str(source))
    tfdr_from(source, tmp_path, "new", "shop", "--preset", SCENARIOS[0])
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
    ],
    ids=str,
)
def test_copier_alone_refuses_what_tfdr_refuses(
    tfdr: Tfdr, checkout: Path, tmp_path: Path, answers: dict[str, str]
) -> None:
    preset = str(answers_file(checkout, "trading-platform"))
    data = [f"--data={name}={value}" for name, value in answers.items()]
    command = [sys.executable, "-m", "copier", "copy", "-q", ".", str(tmp_path / "x"), *data]
    command += ["--data-file", preset, "--defaults"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert next(iter(answers)) in done.stderr
    assert not (tmp_path / "x").exists()
    assert tfdr("new", tmp_path / "y", "--preset", "trading-platform", *data).code == 2
