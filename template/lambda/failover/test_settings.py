"""Variables that do not fit together are an error, never a step that is left out."""

import json

import pytest


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"GLOBAL_CLUSTER": ""}, "GLOBAL_CLUSTER is not set, but CLUSTERS is"),
        ({"CLUSTERS": ""}, "CLUSTERS is not set, but GLOBAL_CLUSTER is"),
        ({"ECS_SERVICE": ""}, "ECS_SERVICE is not set, but ECS_CLUSTER is"),
        ({"ECS_CLUSTER": "", "ECS_SERVICE": ""}, "but CAPACITY is"),
        ({"ENDPOINT_DOMAIN": ""}, "ENDPOINT_DOMAIN is not set"),
        ({"SECRET_ID": ""}, "SECRET_ID is not set, but PROXY is"),
        ({"CAPACITY": json.dumps({"primary": 3})}, "CAPACITY does not name dr"),
        ({"ROLE": "dr2"}, "REGIONS does not name the role dr2"),
        ({"APPROVAL": "perhaps"}, "right are never, automatic, always"),
    ],
)
def test_what_does_not_fit_is_refused(changes, said, world):
    with pytest.raises(ValueError, match=said):
        world.code["settings"].Settings.of({**world.environment, "ROLE": "dr", **changes})


def test_what_is_not_there_at_all_is_left_out(world):
    names = ("GLOBAL_CLUSTER", "CLUSTERS", "PROXY", "SECRET_ID", "ROTATION_ARN")
    answer = world.run("dr", {"action": "switchover"}, **dict.fromkeys(names, ""))
    assert answer["outcome"] == "finished"
    assert world.writer == "primary"
