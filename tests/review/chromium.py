"""A real browser for tests: headless Chromium, driven over the pipe of its debugging protocol."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Self, cast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from memfs.core.model import JSON

    Answer = dict[str, "JSON"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def browser() -> str | None:
    """Find a browser on PATH."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


# the protocol reads descriptor 3 and writes 4; the copies are out of the way of both
RENUMBERED = """
import os, sys
read_end, write_end = (os.dup(os.dup(os.dup(int(number)))) for number in sys.argv[1:3])
os.dup2(read_end, 3)
os.dup2(write_end, 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""


@dataclass(slots=True)
class Page:
    """One page of a browser of its own; every request that it makes is kept, by the browser's name for it.

    What the page's own policy stopped before it was sent is none.
    """

    profile: Path
    requests: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _session: str = ""
    _process: subprocess.Popen[bytes] | None = None
    _to: int = -1
    _from: int = -1
    _rest: bytes = b""

    def __enter__(self) -> Self:
        read_end, self._to = os.pipe()
        self._from, write_end = os.pipe()
        command = [str(browser()), *QUIET, f"--user-data-dir={self.profile}", "--remote-debugging-pipe", "about:blank"]
        wrapped = [sys.executable, "-c", RENUMBERED, str(read_end), str(write_end), *command]
        self._process = subprocess.Popen(wrapped, pass_fds=(read_end, write_end), stderr=subprocess.DEVNULL)
        os.close(read_end)
        os.close(write_end)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = str(self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process
        os.close(self._to)
        os.close(self._from)
        self._process.kill()
        self._process.wait()

    def open(self, path: Path, *, width: int, scheme: str = "light") -> None:
        """Load a file into a window of a width, in a colour scheme."""
        self.requests.clear()
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600
        )
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Page.navigate", url=path.as_uri())
        self._wait("Page.loadEventFired")

    def evaluate(self, script: str) -> JSON:
        """Run a script in the page, whatever its policy says, and return what it comes to."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return cast("Answer", answer["result"]).get("value")

    def picture(self, path: Path) -> None:
        """Write a picture of the whole page as PNG."""
        answer = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=self._size())
        path.write_bytes(base64.b64decode(str(answer["data"])))

    def _size(self) -> Answer:
        size = self.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
        width, height = cast("list[float]", size)
        return {"x": 0, "y": 0, "width": width, "height": min(height, 16_000), "scale": 1}

    def call(self, method: str, **parameters: JSON) -> Answer:
        """Call a method of the protocol and wait for its answer."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        session = {"sessionId": self._session} if self._session else {}
        os.write(self._to, json.dumps({**message, **session}).encode() + b"\0")
        answer = next(said for said in self._said() if said.get("id") == number)
        assert "error" not in answer, answer
        return cast("Answer", answer["result"])

    def _wait(self, event: str) -> None:
        next(said for said in self._said() if said.get("method") == event)

    def _said(self) -> Iterator[Answer]:
        while True:
            message, ended, rest = self._rest.partition(b"\0")
            if not ended:
                block = os.read(self._from, 1 << 20)
                assert block, "the browser is gone"
                self._rest += block
                continue
            self._rest = rest
            said: Answer = json.loads(message)
            self._note(said)
            yield said

    def _note(self, said: Answer) -> None:
        about = cast("Answer", said.get("params", {}))
        if said.get("method") == "Network.requestWillBeSent":
            self.requests[str(about["requestId"])] = str(cast("Answer", about["request"])["url"])
        if said.get("method") == "Network.loadingFailed" and about.get("blockedReason") == "csp":
            self.requests.pop(str(about["requestId"]))
