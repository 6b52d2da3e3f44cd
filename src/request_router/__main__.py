"""``python -m request_router`` is ``request-router``."""

from request_router.cli import main

main()
