"""``python -m openicp.faces.cli``: the same program."""

from openicp.faces.cli import main

if __name__ == "__main__":
    main()
