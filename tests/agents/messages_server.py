"""A stand-in for the Messages API: it answers with the tool calls it was given, and keeps what the model would read."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from memfs.core.model import JSON

    Request = dict[str, JSON]


@contextmanager
def messages_server(calls: Sequence[dict[str, JSON]]) -> Iterator[tuple[str, list[Request]]]:
    """Serve on a port of this machine, one tool call a turn and then the end; yield the address and the requests."""
    seen: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            seen.append(cast("Request", json.loads(self.rfile.read(length))))
            answer = json.dumps(_message(calls, len(seen) - 1)).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", seen
        finally:
            server.shutdown()
            thread.join()


def _message(calls: Sequence[dict[str, JSON]], turn: int) -> dict[str, JSON]:
    content: JSON = [{"type": "text", "text": "Done."}]
    if turn < len(calls):
        content = [{"type": "tool_use", "id": f"toolu_{turn}", "name": "memory", "input": calls[turn]}]
    return {
        "id": f"msg_{turn}",
        "type": "message",
        "role": "assistant",
        "model": "made-up",
        "content": content,
        "stop_reason": "tool_use" if turn < len(calls) else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }
