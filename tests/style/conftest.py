"""The parsed sources, once for all gates of this folder."""

import pytest

from dochub import paths
from dochub.bodies import Source, sources


@pytest.fixture(scope="session")
def parsed() -> list[Source]:
    """Every source of this repository."""
    return sources(paths.root())
