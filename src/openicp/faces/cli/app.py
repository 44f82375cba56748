"""The group of commands, and the one place where errors become words and exit codes.

Comes in: arguments. Goes out: exit code 0, 1 for a user's error, 2 for wrong usage, 130 and 141 when somebody
stopped it. It never shows a traceback unless it is asked to.
"""

from __future__ import annotations

import importlib
import keyword
import os
import sys
from collections.abc import Sequence

import click

from openicp import __version__
from openicp.errors import OpenICPError
from openicp.faces.cli import failures, streams
from openicp.faces.cli.call import Call, common_options

SHORT_HELP: dict[str, str] = {
    "start": "A folder of exports in, a profile and a report out.",
    "demo": "Try everything on an example company.",
    "init": "Make an empty workspace.",
    "import": "Read exports: CSV, XLSX, Parquet, JSON.",
    "worksheet": "A sheet to fill in by hand what no export tells.",
    "sources": "What was imported, and when.",
    "forget": "Remove a source and everything it brought.",
    "check": "How good the data are, and whether totals match.",
    "totals": "Type in figures of your dashboards, and see why ours differ.",
    "links": "Companies that could be one: say yes or no once.",
    "run": "Measure, find the profile, write the report.",
    "segments": "Churn, value, cost and win rate by segment.",
    "accounts": "Your accounts: facts and value, by segment.",
    "profile": "The profile: its lines, points and evidence.",
    "whatif": "Change the profile, and see what that would do.",
    "score": "Rank a list of companies by the profile.",
    "backtest": "Would the profile have helped, forward in time?",
}
"""Every command, in the order in which people meet them; in a table so that the help imports no command."""

STOPPED, PIPE_CLOSED = 130, 141


class Commands(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table."""
        return list(SHORT_HELP)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in SHORT_HELP:
            return None
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        module = importlib.import_module(f"openicp.faces.cli.commands.{name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SHORT_HELP.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name when there is no such command."""
        if args[0] not in SHORT_HELP and not args[0].startswith("-"):
            nearest = _nearest(args[0])
            texts = ctx.ensure_object(Call).texts()
            key = "cli.no_command.near" if nearest else "cli.no_command"
            raise click.UsageError(texts(key, name=args[0], nearest=nearest), ctx)
        return super().resolve_command(ctx, args)


def _nearest(word: str) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(word, SHORT_HELP, n=1)), None)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: openicp start FOLDER   or   openicp demo",
)
@click.version_option(__version__, message="openicp %(version)s")
@common_options(hidden=False)
@click.pass_context
def group(ctx: click.Context) -> None:
    """Finds which type of company is most worth having as a customer, from the exports you already have.

    Nothing leaves this machine.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Returns
    -------
    int
        The exit code.
    """
    streams.prepare()
    # Many small products: with two threads OpenBLAS spins, and took 110 s under load where one takes 12 s.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    call = Call(as_json="--json" in arguments)
    try:
        code = group.main(list(arguments), prog_name="openicp", standalone_mode=False, obj=call)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.UsageError as error:
        return failures.wrong_usage(call, error)
    except OpenICPError as error:
        return failures.users_error(call, error)
    except (KeyboardInterrupt, click.Abort):
        return failures.stopped(call, STOPPED)
    except (BrokenPipeError, streams.ReaderGone):
        streams.silence()
        return PIPE_CLOSED
    except Exception as error:  # a fault of ours: one sentence, and the details where they can be found
        if call.debug or os.environ.get("OPENICP_DEBUG"):
            raise
        return failures.unexpected(call, error)
