"""Serves the hook door in a thread of the worker, or in a process of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from unticket.model.errors import ConfigurationError


@contextmanager
def hooks_served(app: Starlette, *, host: str, port: int) -> Iterator[int]:
    """The port at which `app` answers until the block ends; 0 chooses a free one. Raises `ConfigurationError`.

    Nothing of a request is logged: its path holds the secret.
    """
    try:
        listener = socket.create_server((host, port), backlog=1024, family=_family(host))
    except OSError as error:
        raise ConfigurationError(
            f"Hooks cannot be received at {host}:{port}: {error.strerror}.", "Choose another hooks.host or hooks.port."
        ) from error
    config = uvicorn.Config(
        app, log_config=None, log_level="critical", access_log=False, lifespan="off", ws="none", server_header=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="unticket-hooks", daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
