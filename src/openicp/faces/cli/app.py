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
from openicp.faces.cli import failures, language, spoken, streams
from openicp.faces.cli.call import Call, common_options, help_option

NAMES = (
    "start",
    "update",
    "open",
    "demo",
    "init",
    "import",
    "worksheet",
    "interviews",
    "voices",
    "sources",
    "forget",
    "erase",
    "check",
    "totals",
    "links",
    "run",
    "report",
    "segments",
    "accounts",
    "profile",
    "best",
    "hypotheses",
    "whatif",
    "score",
    "backtest",
)
"""Every command, in the order in which people meet them; their words are in ``help.po``: ``help.<name>.short``."""

STOPPED, PIPE_CLOSED = 130, 141


class Commands(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table."""
        return list(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; its help is in the language of the call."""
        if cmd_name not in NAMES:
            return None
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        module = importlib.import_module(f"openicp.faces.cli.commands.{name}")
        return spoken.in_words(module.command, cmd_name, ctx.ensure_object(Call).language())

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As click does, in the language of the call."""
        lang = ctx.ensure_object(Call).language()
        spoken.in_words(self, spoken.WHOLE, lang)
        self.subcommand_metavar = spoken.say(lang, "help.meta.COMMAND")
        super().format_help(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing one."""
        lang = ctx.ensure_object(Call).language()
        with formatter.section(spoken.say(lang, "click.commands")):
            formatter.write_dl([(name, spoken.say(lang, f"help.{name}.short")) for name in NAMES])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name when there is no such command."""
        if args[0] not in NAMES and not args[0].startswith("-"):
            nearest = _nearest(args[0])
            key = "usage.no_command.near" if nearest else "usage.no_command"
            raise click.UsageError(ctx.ensure_object(Call).say(key, name=args[0], nearest=nearest), ctx)
        return super().resolve_command(ctx, args)


def _nearest(word: str) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(word, NAMES, n=1)), None)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"max_content_width": 100},
)
@click.version_option(__version__, message="openicp %(version)s")
@common_options(hidden=False)
@help_option
@click.pass_context
def group(ctx: click.Context) -> None:
    """The program; its words are in ``help.po``."""
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
    call = Call(as_json="--json" in arguments, lang=language.asked(arguments))
    spoken.adopt(call.language())
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
        known = failures.refused(error) if isinstance(error, OSError) else None
        return failures.unexpected(call, error) if known is None else failures.users_error(call, known)
