"""What `tfdr explain objectives` says of the presets is what `tfdr new` does with them."""

import json
from pathlib import Path

import pytest

from tests.support import PRESETS, Tfdr


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_reaches_its_objectives_with_sources_for_each_figure(
    tfdr: Tfdr, name: str
) -> None:
    done = tfdr("explain", "objectives", "--preset", name, "--format", "json")
    found = json.loads(done.out)

    assert done.code == 0, done.err
    assert found["holds"]
    for figure in (*found["recovery_points"], *found["recovery_steps"]):
        assert "https://" in figure["source"]
        assert figure["why"]
    taken = sum(step["counted"] for step in found["recovery_steps"])
    assert taken <= found["rto_reach_minutes"] <= found["answers"]["rto_minutes"]


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_out_of_reach_is_refused_with_the_same_words_and_a_way_out(
    tfdr: Tfdr, tmp_path: Path, name: str
) -> None:
    asked = ("explain", "objectives", "--preset", name, "--format", "json")
    designs = json.loads(tfdr(*asked).out)["designs"]
    fastest = min(designs, key=lambda each: each["rto_minutes"])
    reached = fastest["rto_minutes"]
    assert reached > 1, "nothing that can be asked for is out of reach"
    data = f"--data=rto_minutes={reached - 1}"

    refused = tfdr("new", tmp_path / "x", "--preset", name, "--defaults", data)
    explained = tfdr("explain", "objectives", "--preset", name, data)

    assert refused.code == 2
    assert explained.code == 1
    sentence = refused.message.removeprefix("tfdr: ")
    assert f"Refused: {sentence}" in explained.out
    assert f"give {reached} or more" in sentence
    wanted = {**fastest, "rto_minutes": reached}
    names = ("rto_minutes", "strategy", "automatic_failover")
    given = [f"--data={each}={json.dumps(wanted[each])}".replace('"', "") for each in names]
    flags = ("--preset", name, "--defaults", "--dry-run")
    assert tfdr("new", tmp_path / "y", *flags, *given).code == 0
