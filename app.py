"""The WSGI `server` and `main()`; everything else is in the dashboard package."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def __getattr__(name: str) -> "Flask":
    """`app:server` for a WSGI server, made at first use so that importing stays light."""
    if name == "server":
        from dashboard import create_app

        server: Flask = create_app().server
        return server
    raise AttributeError(name)


def main() -> None:
    """`dakar serve` with the arguments of this command line."""
    from dashboard.cli import main as cli

    cli(["serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
