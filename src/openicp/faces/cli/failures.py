"""Errors as one sentence and a hint, with their exit codes.

Comes in: an exception. Goes out: words on the standard error, or the JSON envelope on the standard output. It never
raises another error in place of the one it speaks of.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from openicp.errors import OpenICPError, StorageRefused
from openicp.faces.cli.call import Call

FULL = (errno.ENOSPC, errno.EDQUOT)
READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
CODES_IN_WORDS = ("looks",)
"""Fields of errors whose value is a code with words of its own: ``looks.picture``."""


def wrong_usage(call: Call, error: click.UsageError) -> int:
    """What was typed is no command: exit code 2."""
    path = error.ctx.command_path if error.ctx else "openicp"
    _tell(call, "wrong_usage", _misused(call, error), call.say("usage.hint", command=path), {})
    return 2


def _misused(call: Call, error: click.UsageError) -> str:
    """The slips that people make most in words of our own; any other in click's."""
    if isinstance(error, click.NoSuchOption):
        near = next(iter(error.possibilities or ()), "")
        return call.say("usage.no_option.near" if near else "usage.no_option", name=error.option_name, nearest=near)
    if isinstance(error, click.MissingParameter) and error.param is not None and error.ctx is not None:
        option = isinstance(error.param, click.Option)
        name = error.param.opts[-1] if option else error.param.make_metavar(error.ctx)
        return call.say("usage.missing", name=name)
    return error.format_message()


def users_error(call: Call, error: OpenICPError) -> int:
    """A situation that the user can mend: exit code 1."""
    message, hint = _sentences(call, error)
    each = _each(call, error)
    fields = error.fields | ({"errors": [{"code": code, "message": said} for code, said in each]} if each else {})
    _tell(call, error.code(), message, hint, fields, below=[said for _, said in each])
    return error.exit_code


def _each(call: Call, error: OpenICPError) -> list[tuple[str, str]]:
    """(code, sentence) of every error that one error stands for."""
    inside = error.fields.get("errors")
    entries = inside if isinstance(inside, list | tuple) else ()
    return [(one.code(), _sentences(call, one)[0]) for one in entries if isinstance(one, OpenICPError)]


def refused(error: OSError) -> StorageRefused | None:
    """What the operating system says of a disk; ``None`` where it says something else."""
    if error.errno not in (*FULL, *READ_ONLY):
        return None
    reason = "full" if error.errno in FULL else "read_only"
    return StorageRefused(path=str(error.filename or ""), reason=reason, detail=error.strerror or "")


def stopped(call: Call, code: int) -> int:
    """Somebody pressed Ctrl-C: what was published stays published."""
    texts = call.texts()
    with contextlib.suppress(OSError):
        _tell(call, "stopped", texts("cli.stopped"), texts("cli.stopped.hint"), {})
    return code


def unexpected(call: Call, error: Exception) -> int:
    """A fault of ours: the details go to a file that only the user can read."""
    where = _details(error)
    texts = call.texts()
    fields = {"details": str(where), "kind": type(error).__name__}
    _tell(call, "unexpected", texts("cli.unexpected", path=str(where)), texts("cli.unexpected.hint"), fields)
    return 1


def _sentences(call: Call, error: OpenICPError) -> tuple[str, str]:
    from openicp.texts.errors import said

    texts = call.texts()
    words = {
        name: texts(f"{name}.{value}")
        for name, value in error.fields.items()
        if name in CODES_IN_WORDS and texts.has(f"{name}.{value}")
    }
    return said(texts, type(error)(**(error.fields | words)))


def _tell(
    call: Call, code: str, message: str, hint: str, fields: Mapping[str, object], *, below: Sequence[str] = ()
) -> None:
    if call.as_json:
        from openicp.faces.cli.envelope import failure

        failure(code, message, hint, fields)
        return
    from openicp.faces.cli.words import safe

    click.echo(safe(message), err=True)
    for line in below:
        click.echo(f"  · {safe(line)}", err=True)
    if hint:
        click.secho(safe(hint), err=True, dim=True)


def _details(error: Exception) -> Path:
    import tempfile
    import traceback

    handle, name = tempfile.mkstemp(prefix="openicp-error-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as stream:
        traceback.print_exception(error, file=stream)
    return Path(name)
