"""The pages over HTTP on 127.0.0.1, for what a page opened as a file may not do."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing of each request."""


@contextmanager
def serve(folder: Path, port: int | None = None) -> Iterator[str]:
    """Serves the folder while the block runs; its address."""
    with ThreadingHTTPServer(("127.0.0.1", port or 0), partial(_Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
