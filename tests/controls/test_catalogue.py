"""The catalogue of controls is whole: what it refers to is there, and what it says can be run."""

import itertools
import re
import shlex

import jmespath
import pytest
from botocore.session import Session
from tfdr.controls import catalogue, evidence, registry
from tfdr.rendering.sources import built_in_root
from tfdr.rules.registry import registered

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


def test_every_control_has_its_check_or_rests_on_something_and_every_check_has_its_control() -> (
    None
):
    assert set(registry.checks()) <= set(CONTROLS)
    assert len(CONTROLS) == len(CONTENT["controls"])
    for id_ in set(CONTROLS) - set(registry.checks()):
        assert catalogue.effects()[id_]["rests_on"], id_


def test_effects_are_those_of_controls_and_name_rules_that_there_are() -> None:
    assert set(catalogue.effects()) <= set(CONTROLS)
    for effect in catalogue.effects().values():
        assert set(effect) <= {"rests_on", "undone_by", "rules"}
        assert set(effect.get("rules", ())) <= set(registered())


@pytest.mark.parametrize("id_", CONTROLS)
def test_a_control_refers_to_what_is_there(id_: str) -> None:
    entry = CONTROLS[id_]
    known = {
        "id", "title", "levels", "requirements", "satisfied_by", "otherwise",
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
    asked = entry["requirements"]
    for framework, several in asked.items():
        assert set(several) <= set(CONTENT["frameworks"][framework]["requirements"])
        for claim in several.values():
            assert claim["extent"] in evidence.EXTENTS
    # Where a framework does not ask for it, the level itself does.
    assert set(asked) & {"soc2", "hipaa", "pci-dss"}


def test_every_requirement_that_is_named_is_asked_of_something() -> None:
    asked = [*CONTENT["controls"], *CONTENT["responsibilities"]]
    for key, framework in CONTENT["frameworks"].items():
        used = {id_ for entry in asked for id_ in entry["requirements"].get(key, ())}
        assert set(framework["requirements"]) == used, key


def test_each_framework_says_what_is_not_addressed_and_whose_it_is() -> None:
    for framework in catalogue.frameworks().values():
        assert len(framework.not_addressed) >= 9
        for each in framework.not_addressed:
            assert set(each) == {"ids", "what", "whose"}
            assert all(each.values())


# What an auditor rejects: read in the texts, requirement by requirement.
REJECTED = {
    ("pci-dss", "3.5.1"): {"bucket-encryption"},
    ("pci-dss", "10.3.3"): {"trail-copy"},
    ("pci-dss", "8.2.8"): set(),
    ("pci-dss", "11.3.1"): set(),
    ("pci-dss", "6.4.1"): set(),
    ("pci-dss", "10.5.1"): {"object-lock", "log-retention"},
    ("hipaa", "164.308(a)(3)(i)"): set(),
    ("cis", "6.1.1"): {"default-volume-encryption"},
}


@pytest.mark.parametrize(("framework", "id_"), REJECTED)
def test_ids_that_ask_for_something_else_are_not_claimed(framework: str, id_: str) -> None:
    claimed = {
        key for key, each in CONTROLS.items() if id_ in each["requirements"].get(framework, {})
    }
    assert claimed == REJECTED[framework, id_]


def test_encryption_in_transit_is_claimed_by_what_encrypts_in_transit_alone() -> None:
    id_ = "164.312(e)(2)(ii)"
    claimed = {
        key for key, each in CONTROLS.items() if id_ in each["requirements"].get("hipaa", {})
    }
    assert claimed == {"bucket-tls", "database-tls", "listener-tls"}


RECOVERY = {
    "soc2": ("A1.1", "A1.2", "A1.3"),
    "hipaa": (
        "164.308(a)(7)(ii)(A)",
        "164.308(a)(7)(ii)(B)",
        "164.308(a)(7)(ii)(C)",
        "164.308(a)(7)(ii)(D)",
    ),
    "pci-dss": ("12.10.1", "12.10.2"),
}


@pytest.mark.parametrize("framework", RECOVERY)
def test_requirements_of_recovery_are_supported(framework: str) -> None:
    claimed = {id_ for each in CONTROLS.values() for id_ in each["requirements"].get(framework, {})}
    assert claimed >= set(RECOVERY[framework])


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
