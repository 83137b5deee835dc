"""`python -m dashboard.cli` is the command `dakar`."""

from dashboard.cli import main

if __name__ == "__main__":
    main()
