"""Passes ports of this network on to another, until its stdin ends: `python -m tests.torture.relay PORT:HOST:PORT …`."""

from __future__ import annotations

import sys

from tests.torture.gate import gates, passes

if __name__ == "__main__":
    asked = [one.split(":") for one in sys.argv[1:]]
    with gates(*(((host, int(port)), passes) for _, host, port in asked), ports=[int(own) for own, _, _ in asked]):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()
