"""The catalogue of controls is whole: what it refers to is there, and what it says can be run."""

import itertools
import re
import shlex

import jmespath
import pytest
from botocore.session import Session
from tfdr.controls import catalogue, evidence, registry
from tfdr.rendering.sources import built_in_root

from tests.controls.conftest import LEVELS, Repository
from tools import compiled_controls as compiled

CONTENT = catalogue.content()
CONTROLS = {entry["id"]: entry for entry in CONTENT["controls"]}
_CALL = re.compile(
    r"aws ([a-z0-9]+) ([a-z0-9-]+)((?: (?!\$|;|\|)(?:\"[^\"]*\"|'[^']*'|[^;|)\s]+))*)"
)
# Services that the CLI calls otherwise than the SDK does.
CLI_NAMES = {"configservice": "config", "s3api": "s3"}
# Of the CLI itself, not of an operation.
GLOBAL = {"--query", "--output", "--region", "--max-items"}


def test_the_templates_read_the_catalogue_as_it_is() -> None:
    """`make docs` writes it anew."""
    written = (built_in_root() / compiled.NAME).read_text(encoding="utf-8")
    assert written == compiled.text()


def test_every_control_has_its_check_and_every_check_its_control() -> None:
    assert set(registry.checks()) == set(CONTROLS)
    assert len(CONTROLS) == len(CONTENT["controls"])


@pytest.mark.parametrize("id_", CONTROLS)
def test_a_control_refers_to_what_is_there(id_: str) -> None:
    entry = CONTROLS[id_]
    known = {
        "id", "title", "levels", "requirements", "inferred", "satisfied_by", "otherwise",
        "addresses", "each", "command", "source",
    }  # fmt: skip

    assert set(entry) <= known
    assert set(entry["levels"]) <= set(LEVELS)
    assert entry["source"].startswith("https://docs.aws.amazon.com/")
    assert entry["addresses"]
    for address in entry["addresses"]:
        when = address.get("when", [])
        conditions = [when] if isinstance(when, str) else when
        assert set(conditions) <= set(CONTENT["conditions"])
        assert address.get("in", "buckets") in CONTENT["places"]
    asked = [entry.get(kind, {}) for kind in ("requirements", "inferred")]
    for ids in asked:
        for framework, several in ids.items():
            assert set(several) <= set(CONTENT["frameworks"][framework]["requirements"])
    for framework in asked[1]:
        assert not set(asked[1][framework]) & set(asked[0].get(framework, ()))
    # A level that asks for something says for which of its requirements.
    for level in set(entry["levels"]) - {"baseline"}:
        if id_ not in ("deletion-protection", "instance-metadata"):
            assert any(level in ids for ids in asked), level


def test_every_requirement_that_is_named_is_asked_of_something() -> None:
    asked = [*CONTENT["controls"], *CONTENT["responsibilities"]]
    for key, framework in CONTENT["frameworks"].items():
        used = {
            id_
            for entry in asked
            for kind in ("requirements", "inferred")
            for id_ in entry.get(kind, {}).get(key, ())
        }
        assert set(framework["requirements"]) == used, key


def test_words_promise_no_certification(repository: Repository) -> None:
    page = (repository("pci-dss") / "docs/controls.md").read_text(encoding="utf-8")

    assert "no certification" in page
    assert "MFA delete" in page
    assert "password policies" in page
    assert not re.search(r"\b(?:is|are|fully|PCI|HIPAA) compliant\b", page)


@pytest.mark.parametrize("level", LEVELS)
def test_commands_are_calls_that_the_cli_has(level: str, repository: Repository) -> None:
    session = Session()
    answers = {"engine": "aurora-mysql"} if level == "soc2" else {}
    for entry in evidence.read(repository(level, **answers)).controls.values():
        calls = _CALL.findall(entry.command)
        assert calls, entry.command
        for service, operation, arguments in calls:
            _check_call(session, service, operation, arguments)


def _check_call(session: Session, service: str, operation: str, arguments: str) -> None:
    model = session.get_service_model(CLI_NAMES.get(service, service))
    names = {_dashed(each): each for each in model.operation_names}
    assert operation in names, f"{service} {operation}"
    assert operation.startswith(("describe-", "get-", "list-")), operation
    shape = model.operation_model(names[operation]).input_shape
    members = {f"--{_dashed(each)}" for each in shape.members} if shape else set()
    words = shlex.split(arguments)
    flags = {each for each in words if each.startswith("--")}
    assert flags <= members | GLOBAL | {"--sort"}, f"{service} {operation} {flags}"
    for flag, value in itertools.pairwise(words):
        if flag == "--query":
            jmespath.compile(value)


def _dashed(name: str) -> str:
    from botocore import xform_name

    return xform_name(name, "-")
