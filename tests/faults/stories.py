"""What people want of the function, in deployments of every shape."""

from tests.faults.drive import ALARM, FAILBACK, FAILOVER, SWITCHOVER, Story
from tests.faults.world import Shape

THREE = ("primary", "dr", "dr2")
SHAPES = {
    "ecs": Shape("ecs"),
    "ec2": Shape("ec2"),
    "api": Shape("api"),
    "database only": Shape("none"),
    "ecs without database": Shape("ecs", database=False),
    "serverless in three regions": Shape("ecs", serverless=True, roles=THREE),
}


def of(name: str, shape: Shape) -> list[Story]:
    """Return the stories of a deployment."""
    return [
        Story(f"{name}: failover", shape, "dr", FAILOVER, dead="primary", expect="dr"),
        Story(
            f"{name}: alarm, for good", shape, "dr", ALARM, "primary", returns=False, expect="dr"
        ),
        Story(f"{name}: switchover", shape, "dr", SWITCHOVER, expect="dr"),
        Story(f"{name}: failback", shape, "primary", FAILBACK, failed_over=True, expect="primary"),
    ]


STORIES = [story for name, shape in SHAPES.items() for story in of(name, shape)]
FAILING_OVER, ALARMED, SWITCHING_OVER, FAILING_BACK = STORIES[:4]
