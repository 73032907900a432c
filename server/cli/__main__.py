"""The command `ducha`, where the package is not installed: `python -m server.cli`."""

from server.cli import main

if __name__ == "__main__":
    main()
