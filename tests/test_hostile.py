"""Whatever comes in: one message, nothing written, nothing live in what is generated.

`bad_inputs.yml` names inputs one by one; the property test makes them up.
"""

import json
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import yaml
from hypothesis import strategies as st
from jinja2 import Template
from tfdr.questionnaire import questions
from tfdr.rendering.sources import built_in_root

from tests.support import ROOT, Tfdr

PRESET = "trading-platform"
BAD_INPUTS = yaml.safe_load((ROOT / "tests" / "bad_inputs.yml").read_text())
RIGHT_VALUE = re.compile(r"\b(give|did you mean|leave it out|there are|shorten|such as)\b", re.I)


def value_of(row: dict[str, Any]) -> Any:
    value = row["value"]
    if isinstance(value, dict) and "long" in value:
        return value.get("before", "") + "a" * value["long"] + value.get("after", "")
    return value


def test_the_table_is_large_and_its_names_are_unique() -> None:
    assert len(BAD_INPUTS) >= 120
    assert len({row["name"] for row in BAD_INPUTS}) == len(BAD_INPUTS)


def test_every_question_is_in_the_table() -> None:
    asked = {question.name for question in questions.load(built_in_root()).asked}

    assert asked <= {row["answer"] for row in BAD_INPUTS}


@pytest.mark.parametrize("row", BAD_INPUTS, ids=lambda row: row["name"])
def test_a_bad_input_is_refused(tfdr: Tfdr, tmp_path: Path, row: dict[str, Any]) -> None:
    given = dict(row.get("with", {}))
    data = []
    if "data" in row:
        data = ["--data", f"{row['answer']}={row['data']}"]
    else:
        given[row["answer"]] = value_of(row)
    answers = tmp_path / "answers.yml"
    answers.write_text(yaml.safe_dump(given))
    done = tfdr("new", tmp_path / "x", "--preset", PRESET, "--answers", answers, *data)

    assert done.code == 2
    assert done.err.startswith(f"tfdr: {row['answer']}: ")
    assert row["says"] in done.err
    assert RIGHT_VALUE.search(done.err), "the message has to say what would be right"
    assert done.err.removesuffix("\n").isprintable()
    assert done.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["answers.yml"]


# --- made up -------------------------------------------------------------------------------------

LIVE = ["${zqx}", "%{zqx}", "$${zqx}", "%%{zqx}", "{{ zqx }}", "{% zqx %}", "#{zqx}"]
EVIL = [
    *LIVE,
    *("", " ", "\n", "\0", "\ufeff", "\u202e", "'", '"', "\\", "<<EOT", "\x1b[31m", "\ud83d"),
    *("~", "null", "no", "0x10", "1e3", "2024-02-31", "\u0661", "&a", "*a", "!!x y", ": "),
    *("[", "]", "{", "}"),
    *("..", "/", "-", "--", " #", "CON", "%00"),
    *("a" * length for length in (17, 18, 19, 63, 64, 65, 4000)),
]  # fmt: skip

RIGHT: dict[str, list[Any]] = {
    "project_name": ["trading", "a", "a" * 18, "a-b-c"],
    "owner": ["me", "a team @ work"],
    "team": ["us", "the team @ work"],
    "cost_center": ["cc-1"],
    "primary_region": ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1"],
    "dr_regions": [["us-west-2"], ["us-east-1"], ["eu-central-1"]],
    "availability_zones": [2, 3],
    "vpc_cidrs": [["10.0.0.0/16", "10.1.0.0/16"], ["192.168.0.0/16", "172.16.0.0/20"]],
    "strategy": ["pilot-light", "warm-standby", "hot-standby"],
    "rpo_minutes": [1, 5, 1440],
    "objects_rpo_minutes": [15, 240, 1440],
    "rto_minutes": [18, 30, 1440],
    "engine": ["aurora-postgresql", "aurora-mysql", "none"],
    "engine_version": ["16.8", "17.7", "8.0.mysql_aurora.3.10.6"],
    "database_capacity": ["serverless", "db.r6g.large", "db.r8g.xlarge"],
    "compute": ["ecs", "ec2", "api", "none"],
    "services": [
        [],
        ["sessions"],
        ["storage", "replication-time-control", "proxy", "tracing"],
        ["sessions", "transaction-logs", "backup"],
    ],
    "outbound": ["nat", "none"],
    "container_port": [1024, 8080, 65535],
    "health_check_path": ["/", "/health", "/a/b.c"],
    "domain_name": ["trading.acme-markets.com", "acme-markets.com"],
    "hosted_zone": ["create", "existing"],
    "hosted_zone_name": ["acme-markets.com"],
    "alert_emails": [["a@acme-markets.com"], ["a@acme-markets.com", "b.c+d@acme-markets.com"]],
    "environments": [["production"], ["test", "staging"], ["sandbox", "development", "test"]],
    "lifecycle": ["production", "ephemeral"],
    "ci": ["github", "none"],
}


def hostile_text(name: str) -> st.SearchStrategy[str]:
    """Text that looks right but for something put into it, and text that never did."""
    right = [value for value in RIGHT[name] if isinstance(value, str)] or ["a"]
    nested = [item for value in RIGHT[name] if isinstance(value, list) for item in value]
    spliced = st.builds(
        lambda text, evil, at: text[:at] + evil + text[at:],
        st.sampled_from(right + nested),
        st.sampled_from(EVIL),
        st.integers(0, 20),
    )
    return st.one_of(st.sampled_from(EVIL), spliced, st.text(max_size=80))


def hostile_value(name: str) -> st.SearchStrategy[Any]:
    text = hostile_text(name)
    scalar = st.one_of(
        text,
        st.integers(),
        st.booleans(),
        st.none(),
        st.floats(),
        st.dates(),
        st.binary(max_size=9),
    )
    anything = st.recursive(
        scalar,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=8,
    )
    return st.one_of(st.sampled_from(RIGHT[name]), text, st.lists(text, max_size=3), anything)


def written_or_text(name: str) -> st.SearchStrategy[tuple[str, Any]]:
    """One answer as a file has it, or as the text behind --data."""
    return st.tuples(st.just("file"), hostile_value(name)) | st.tuples(
        st.just("data"), hostile_text(name)
    )


@st.composite
def hostile_answers(draw: st.DrawFn) -> dict[str, tuple[str, Any]]:
    """Right answers to everything but for a few, so that each refusal can be reached."""
    wrong = draw(st.lists(st.sampled_from(sorted(RIGHT)), max_size=3, unique=True))
    answers = {
        name: ("file", draw(st.sampled_from(RIGHT[name])))
        for name in draw(st.lists(st.sampled_from(sorted(RIGHT)), max_size=4, unique=True))
    }
    answers |= {name: draw(written_or_text(name)) for name in wrong}
    if draw(st.integers(0, 19)) == 0:
        answers[draw(st.text(min_size=1, max_size=20))] = ("file", "x")
    return answers


def live(text: str) -> list[str]:
    """Return what Terraform or GitHub would evaluate of the payload, were it left live."""
    found: list[str] = re.findall(r"(?:(?<!\$)\$|(?<!%)%)\{+ ?zqx", text)
    return found


def check_one(tfdr: Tfdr, answers: dict[str, tuple[str, Any]]) -> bool:
    """Run `tfdr new` on made-up answers, check that it ends well, and say whether it generated."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        in_file = {key: value for key, (where, value) in answers.items() if where == "file"}
        data = [f"--data={key}={text}" for key, (where, text) in answers.items() if where == "data"]
        try:
            (folder / "answers.yml").write_text(yaml.safe_dump(in_file), encoding="utf-8")
        except UnicodeEncodeError:
            (folder / "answers.yml").write_bytes(repr(in_file).encode("utf-8", "surrogatepass"))
        dest = folder / "x"
        given = ["--preset", PRESET, "--answers", folder / "answers.yml", "--defaults", *data]
        done = tfdr("new", dest, *given)

        assert "Traceback" not in done.err
        if done.code == 0:
            files = [path for path in dest.rglob("*") if path.is_file()]
            assert len(files) > 80
            for path in files:
                if path.suffix != ".zip":
                    assert not live(path.read_text(encoding="utf-8")), path
            shutil.rmtree(dest)
        else:
            assert done.code == 2
            assert done.err.startswith("tfdr: ")
            assert done.err.removesuffix("\n").isprintable(), done.err
            assert len(done.err) < 1500
        assert [path.name for path in folder.iterdir()] == ["answers.yml"]
        return done.code == 0


PROFILE: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "suppress_health_check": list(hypothesis.HealthCheck),
    "database": None,
}


@hypothesis.settings(max_examples=25, **PROFILE)
@hypothesis.given(answers=hostile_answers())
def test_made_up_answers_end_well(tfdr: Tfdr, answers: dict[str, tuple[str, Any]]) -> None:
    check_one(tfdr, answers)


@pytest.mark.long(pool="hostile-answers")
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(1, 11))
def test_a_hundred_made_up_answers_end_well(tfdr: Tfdr, part: int) -> None:
    ended = {True: 0, False: 0}

    @hypothesis.seed(part)
    @hypothesis.settings(max_examples=100, **{**PROFILE, "derandomize": False})
    @hypothesis.given(answers=hostile_answers())
    def run(answers: dict[str, tuple[str, Any]]) -> None:
        ended[check_one(tfdr, answers)] += 1

    run()

    assert sum(ended.values()) >= 100
    assert ended[True] > 5, "what is accepted has to be looked at too"
    assert ended[False] > 25


@hypothesis.settings(max_examples=80, **PROFILE)
@hypothesis.given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_as_a_file_of_answers_end_well(tfdr: Tfdr, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "answers.yml").write_bytes(content)
        done = tfdr("new", folder / "x", "--answers", folder / "answers.yml")

        assert done.code == 2
        assert "Traceback" not in done.err
        assert done.err.removesuffix("\n").isprintable()
        assert [path.name for path in folder.iterdir()] == ["answers.yml"]


@cache
def quoting() -> Template:
    macro = "{% from 'includes/hcl.jinja' import quote %}{{ quote(text) }}"
    return questions.load(built_in_root()).jinja.from_string(macro)


@hypothesis.settings(max_examples=300, **PROFILE)
@hypothesis.given(
    text=st.text() | st.lists(st.sampled_from([*EVIL, "$", "%", "{", "a"])).map("".join)
)
def test_any_text_is_quoted_so_that_nothing_in_it_is_live(text: str) -> None:
    # The second line of defence: were an allow-list to let it through, it would still be text.
    quoted = quoting().render(text=text).strip()

    assert not re.search(r"(?<!\$)\$\{|(?<!%)%\{", quoted)
    assert json.loads(quoted.replace("$${", "${").replace("%%{", "%{")) == text


@pytest.mark.parametrize("name", ["live", "escaped"])
def test_the_search_for_live_payloads_can_find_one(name: str) -> None:
    text = {"live": 'x = "${zqx}"', "escaped": 'x = "$${zqx}"'}[name]

    assert bool(live(text)) is (name == "live")
