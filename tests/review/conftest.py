"""Fixtures of the review's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.review.teams import Team

if TYPE_CHECKING:
    from tests.conftest import GitRepository


@pytest.fixture
def team(empty_repository: GitRepository) -> Team:
    """Make a repository in which a store can begin."""
    return Team(empty_repository)
