"""The command line ``openicp``.

Comes in: arguments. Goes out: a view on the standard output, an exit code. Importing it loads neither NumPy nor an
engine, and each command is imported only when it is called.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the program."""
    from openicp.faces.cli.app import run

    sys.exit(run(sys.argv[1:]))
