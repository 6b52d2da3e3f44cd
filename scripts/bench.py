"""Time loading and routing on one core: a benchmark, never a test."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from request_router import Router
from request_router.corpus import load_corpus


def main() -> None:
    """Print seconds to load, and messages per second on a first and a second pass."""
    start = time.perf_counter()
    router = Router.load()
    router.route("Bonjour")
    print(f"load and first message: {time.perf_counter() - start:.2f} s")
    messages = [message.unlabelled() for message in load_corpus([Path(sys.argv[1])])]
    for name in ("first pass (words met for the first time)", "second pass (words remembered)"):
        start = time.perf_counter()
        count = sum(1 for _ in router.route_many(messages))
        print(f"{name}: {count / (time.perf_counter() - start):.0f} messages/s")


if __name__ == "__main__":
    main()
