from pathlib import Path

import pytest

from tests.support import commit


@pytest.fixture
def shop(shop: Path) -> Path:
    """What the first version of the small template generates, committed."""
    commit(shop, "Generate")
    return shop
