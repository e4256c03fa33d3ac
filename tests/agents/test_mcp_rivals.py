"""Servers and command lines that write to one store at once: everything acknowledged is there once, nothing is lost."""

from __future__ import annotations

import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest

from memfs import Store
from tests.agents.client import ERAS, over_stdio
from tests.cli.conftest import COMMAND
from tests.size import size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import GitRepository

WRITERS = 4


class Rivals:
    """Writers that begin together; `acknowledged` are the names they were told are stored."""

    def __init__(self, repository: GitRepository, times: int) -> None:
        self._repository, self._times = repository, times
        self._start = threading.Barrier(2 * WRITERS)
        self.acknowledged: list[str] = []
        self.troubles: list[str] = []

    def run(self) -> None:
        threads = [threading.Thread(target=self._guarded, args=(number,)) for number in range(2 * WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _guarded(self, number: int) -> None:
        try:
            names = self._serve(number) if number < WRITERS else self._type(number)
            self.acknowledged.extend(names)
        except BaseException as error:  # noqa: BLE001 - a thread's failure is the test's
            self._start.abort()
            self.troubles.append(repr(error))

    def _serve(self, number: int) -> Iterator[str]:
        with over_stdio(self._repository.path, era=ERAS[number % 2]) as agent:
            self._start.wait(120)
            for turn in range(self._times):
                name = f"server_{number}_{turn}"
                agent.call("memory_add", content="Said.", summary=name, outcome="learning", insight_type="fact")
                yield name

    def _type(self, number: int) -> Iterator[str]:
        self._start.wait(120)
        for turn in range(self._times):
            name = f"typed_{number}_{turn}"
            fields = ["--summary", name, "--outcome", "learning", "--insight-type", "fact"]
            done = subprocess.run(
                [*COMMAND, "add", "memory", "Said.", *fields],
                cwd=self._repository.path,
                capture_output=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            yield name


@pytest.mark.parametrize("times", [size(5, small=3), pytest.param(100, marks=pytest.mark.faults)])
def test_four_servers_and_four_command_lines_lose_nothing(
    times: int, repository: GitRepository, request: pytest.FixtureRequest
) -> None:
    if times > 5 and "faults" not in str(request.config.getoption("markexpr")):
        pytest.skip("800 writes: pytest -m faults")
    Store.init(repository.path / "memory")
    repository.write("mine.txt", "the user's own work\n")
    repository.git("add", "mine.txt")
    before = int(repository.git("rev-list", "--count", "HEAD"))
    rivals = Rivals(repository, times)
    began = time.monotonic()
    rivals.run()
    seconds = time.monotonic() - began
    assert rivals.troubles == []
    assert len(rivals.acknowledged) == 2 * WRITERS * times
    store = Store.open(repository.path)
    assert sorted(found.key for found in store.view().records("memory")) == sorted(rivals.acknowledged)
    assert int(repository.git("rev-list", "--count", "--first-parent", "HEAD")) == before + len(rivals.acknowledged)
    assert repository.git("rev-list", "--merges", "HEAD") == ""
    assert repository.git("status", "--porcelain") == "A  mine.txt\n"
    assert store.check().errors == ()
    assert repository.git("fsck", "--strict", "--no-dangling") == ""
    print(f"{len(rivals.acknowledged)} writes in {seconds:.0f} s")  # noqa: T201 - pytest -s shows the figure
