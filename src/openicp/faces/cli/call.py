"""What the options common to all commands say, and how a view reaches the person or the program that asked.

Comes in: options. Goes out: an opened session, texts, a view printed once. It never holds words.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from openicp.faces.cli.streams import ReaderGone

if TYPE_CHECKING:
    from openicp.actions import Session
    from openicp.faces.cli.paper import Paper
    from openicp.model.progress import Progress
    from openicp.texts import Texts

View = Mapping[str, Any]
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(slots=True)
class Call:
    """One call of the program."""

    directory: Path | None = None
    lang: str | None = None
    engine: str | None = None
    as_json: bool = False
    debug: bool = False

    def session(self) -> Session:
        """The workspace that ``-C`` names, or the nearest one upwards."""
        from openicp.actions import Session

        return Session.open(self.directory or Path.cwd(), lang=self.language(), engine=self.engine)

    def language(self) -> str:
        """What ``--lang`` or the system says."""
        from openicp.faces.cli.language import chosen

        return self.lang or chosen()

    def say(self, key: str, n: object = None, /, **fields: object) -> str:
        """A sentence of help or usage, without loading the other words."""
        from openicp.faces.cli import spoken

        return spoken.say(self.language(), key, n, **fields)

    def texts(self) -> Texts:
        """The words of the language that ``--lang`` or the system chooses."""
        from openicp.texts import catalogue

        return catalogue(self.language())

    def progress(self) -> Progress:
        """Bars on a terminal, nothing when piped."""
        from openicp.faces.cli.progress import progress_for

        return progress_for(self.texts)

    def show(self, view: View, render: str) -> None:
        """Print a view: as JSON, or for people by ``render/<render>.py``.

        Raises
        ------
        ReaderGone
            When nobody reads it any more; click would answer 0 and rich 1.
        """
        try:
            self._print(view, render)
            sys.stdout.flush()
        except (BrokenPipeError, SystemExit) as error:
            raise ReaderGone from error

    def _print(self, view: View, render: str) -> None:
        if self.as_json:
            from openicp.faces.cli.envelope import success

            success(view)
            return
        import importlib

        module = importlib.import_module(f"openicp.faces.cli.render.{render}")
        module.show(self._paper(view), view)

    def _paper(self, view: View) -> Paper:
        """Where views for people are printed; money is in the view's currency."""
        from openicp.faces.cli.paper import Paper
        from openicp.texts import Terms

        return Paper.of(self.texts().within(Terms(currency=view.get("currency"))))


pass_call = click.make_pass_decorator(Call)


def _language(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    from openicp.texts import LANGUAGES

    if value not in LANGUAGES:
        raise click.BadParameter(ctx.ensure_object(Call).say("usage.language", choices=", ".join(LANGUAGES)))
    ctx.ensure_object(Call).lang = value


def _engine(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    from openicp.config.limits import ENGINES, is_engine

    value = value.lower() if value.lower() in ENGINES else value
    if not is_engine(value):
        raise click.BadParameter(ctx.ensure_object(Call).say("usage.engine"))
    ctx.ensure_object(Call).engine = value


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    def callback(ctx: click.Context, _: click.Parameter, value: Any) -> Any:
        if value is not None and value is not False:
            setattr(ctx.ensure_object(Call), name, value)
        return value

    return callback


def common_options(*, hidden: bool = True) -> Callable[[F], F]:
    """``-C``, ``--lang``, ``--engine``, ``--debug``: shown on the group, understood behind every command."""

    def decorate(function: F) -> F:
        folder = click.Path(path_type=Path)
        kept: dict[str, Any] = {"hidden": hidden, "expose_value": False}
        options = (
            click.option("-C", "at", metavar="DIR", type=folder, callback=_keep("directory"), **kept),
            click.option("--lang", metavar="LANG", callback=_language, **kept),
            click.option("--engine", metavar="ENGINE", callback=_engine, **kept),
            click.option(
                "--debug", "traceback", is_flag=True, hidden=True, expose_value=False, callback=_keep("debug")
            ),
        )
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def help_option(function: F) -> F:
    """``-h`` and ``--help``, the last of a command's options."""
    return click.help_option("-h", "--help")(function)


def json_option(function: F) -> F:
    """``--json`` and the common options."""
    option = click.option("--json", is_flag=True, expose_value=False, callback=_keep("as_json"))
    return common_options()(option(help_option(function)))
