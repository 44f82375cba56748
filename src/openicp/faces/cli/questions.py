"""Questions of ``start`` on a terminal: a number, a sentence, a suggestion that Enter takes.

Comes in: a question as codes and fields. Goes out: the code of the answer. It never asks more than the action does.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from openicp.faces.cli.call import Call
from openicp.faces.cli.progress import TerminalProgress
from openicp.faces.cli.words import named, safe, sentence
from openicp.model.progress import Progress

ROOM, INDENT = 16, 4
"""Characters left for the answer, and before the second line of a question."""


@dataclass(slots=True)
class Asker:
    """The ``ask`` that a person answers."""

    call: Call
    progress: Progress
    waited: float = 0.0
    """Seconds that the person took: not ours."""

    def __call__(self, question: Mapping[str, Any]) -> str:
        """Put one question, and count how long the answer takes."""
        begun = time.monotonic()
        try:
            return self._put(question)
        finally:
            self.waited += time.monotonic() - begun

    def _put(self, question: Mapping[str, Any]) -> str:
        """Put one question.

        Parameters
        ----------
        question
            ``number``, ``code`` and ``fields`` of its sentence (``question.<code>``), ``suggestion``, and
            ``choices``: codes among which to choose; without them any text is an answer.
        """
        texts = self.call.texts()
        suggestion = str(question.get("suggestion", ""))
        choices = {named(texts, "word", code): str(code) for code in question.get("choices") or ()}
        asked = sentence(texts, "question", question.get("code"), question.get("fields") or {})
        if isinstance(self.progress, TerminalProgress):
            self.progress.pause()
        if question.get("number") == 1:
            click.echo(texts("cli.questions", n=int(question.get("of") or 1)))
        number = question.get("number")
        answer = self._until_understood(f"  {number} {safe(asked)}" if number else safe(asked), suggestion, choices)
        if isinstance(self.progress, TerminalProgress):
            self.progress.resume()
        return answer

    def _until_understood(self, asked: str, suggestion: str, choices: dict[str, str]) -> str:
        texts = self.call.texts()
        shown = named(texts, "word", suggestion)
        *above, last = wrapped(f"{asked}  [{shown}]")
        while True:
            for line in above:
                click.echo(line)
            typed = click.prompt(last, default=shown, show_default=False, prompt_suffix="  ").strip()
            answer = understood(typed, suggestion, shown, choices)
            if answer is not None:
                return answer
            click.echo("    " + texts("cli.choose_one", choices=list(choices)))


def wrapped(text: str) -> list[str]:
    """The lines of a question, broken between words and indented below its number: a terminal breaks inside them."""
    import shutil
    import textwrap

    width = max(40, shutil.get_terminal_size().columns - ROOM)
    return textwrap.wrap(text, width, subsequent_indent=" " * INDENT, drop_whitespace=True) or [text]


def understood(typed: str, suggestion: str, shown: str, choices: Mapping[str, str]) -> str | None:
    """The code meant: the suggestion, a choice or its beginning; without choices what was typed.

    >>> understood("y", "no", "no", {"yes": "yes", "no": "no"})
    'yes'
    """
    if typed in {"", shown}:
        return suggestion
    if not choices:
        return typed
    meant = [code for word, code in choices.items() if word.casefold().startswith(typed.casefold()) or code == typed]
    return meant[0] if len(set(meant)) == 1 else None
