"""A server in this process, spoken to in each era of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.agents.client import ERAS, Agent, in_process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import GitRepository


@pytest.fixture(params=ERAS)
def agent(request: pytest.FixtureRequest, repository: GitRepository) -> Iterator[Agent]:
    """Connect to a server for a repository with a commit and no store."""
    with in_process(repository.path, era=str(request.param)) as found:
        yield found
