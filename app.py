"""The WSGI `server` and `main()`; everything else is in the dashboard package."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def __getattr__(name: str) -> "Flask":
    """`app:server` for a WSGI server, made at first use so that importing stays light."""
    if name == "server":
        from dashboard import create_app

        return create_app().server
    raise AttributeError(name)


def main() -> None:
    from dashboard.cli import main as cli

    cli(["serve"], standalone=True)


if __name__ == "__main__":
    main()
