"""``erase``: a person goes from every file of a workspace, or what that would do.

Comes in: a workspace and a name, an address or a number. Goes out: where they stood, what became of it, what must be
asked back. It never touches the user's own files, and takes no other spelling for the person by itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.actions import inplace
from openicp.actions.erasure.aside import looked_through, named
from openicp.actions.erasure.places import Place, lost_sight_of, places
from openicp.actions.erasure.rewriting import rewrite
from openicp.actions.erasure.subject import Subject, subject
from openicp.actions.known import MEMORY
from openicp.workspace import Workspace
from openicp.workspace.erasure import staging
from openicp.workspace.erasure.contents import remains

if TYPE_CHECKING:
    from openicp.engine import Engine
    from openicp.texts import Texts

Plain = dict[str, Any]

WAIT_SECONDS = 20.0
"""For others to finish reading or writing."""
TAKEN = ("rewritten", "removed")
"""What becomes of places that are ours."""
ATTEMPTS = 3
"""A reader that began before may write once more."""


def erase(ws: Workspace, texts: Texts, person: str, *, also: Sequence[str] = (), sure: bool = False) -> Plain:
    """Erase a person, or say what that would do.

    Parameters
    ----------
    person
        A name, a mail address, a telephone number, or a company that bears a person's name.
    also
        Other spellings of the same person.
    sure
        Do it; without it nothing is changed.

    Raises
    ------
    PersonUnclear, WorkspaceBusy
    """
    typed = (person, *also)
    with ws.lease("erase", wait_seconds=WAIT_SECONDS):
        with _here(ws) as engine:
            meant = subject(ws, engine, texts, typed)
            found, spellings = places(ws, engine, meant.eraser())
            others = looked_through(ws, engine)[1]
        done = sure and bool(others or any(place.then in TAKEN or place.what == "in_place" for place in found))
        if done:
            _carry_out(ws, texts, meant)
        return {**_plain(ws, meant, found, spellings, done=done), "not_looked_into": [named(one) for one in others]}


@contextmanager
def _here(ws: Workspace) -> Iterator[Engine]:
    """DuckDB, whatever engine was chosen: what is erased lies in the workspace, also what a cluster wrote there."""
    from openicp.engine import duck

    inside, beside = ws.layout.inside, inplace.locations(ws)
    with ws.scratch() as folder, duck(inside, memory_limit=MEMORY, spill=folder, elsewhere=beside) as engine:
        yield engine


def _plain(ws: Workspace, meant: Subject, found: list[Place], spellings: list[tuple[str, int]], *, done: bool) -> Plain:
    shown = [{"what": one.what, "path": one.path, "times": one.times, "then": one.then} for one in found]
    return {
        "done": done,
        "person": meant.typed[0],
        "also": list(meant.typed[1:]),
        "label": meant.label.name,
        "companies": [{"names": list(one.names), "label": one.label.name} for one in meant.companies],
        "places": shown,
        "spellings": [{"text": text, "times": times} for text, times in spellings],
        "recall": [one.path for one in found if one.what in ("document", "outside")],
        "yours": [one.path for one in found if one.then == "yours"],
        "imported_from": lost_sight_of(ws),
        "history": any((folder / ".git").exists() for folder in (ws.path, *ws.path.parents)),
    }


def _carry_out(ws: Workspace, texts: Texts, meant: Subject) -> None:
    eraser = meant.eraser()
    for _ in range(ATTEMPTS):
        staging.wait_for_readers(ws.layout, WAIT_SECONDS)
        _once(ws, meant)
        # Who read the old tables may still write a list of them.
        staging.wait_for_readers(ws.layout, WAIT_SECONDS)
        _clear_details(meant)
        with _here(ws) as engine:
            left, _ = places(ws, engine, eraser)
        if not any(place.then in TAKEN for place in left):
            return


def _once(ws: Workspace, meant: Subject) -> None:
    stage = staging.Staging(ws.layout)
    stage.begin({"typed": meant.typed})
    with _here(ws) as engine:
        rewrite(ws, engine, stage, meant)
    stage.commit()
    ws.close()
    staging.finish(ws.layout)
    ws.__dict__.pop("project", None)


def _clear_details(meant: Subject) -> None:
    """Details of faults of ours lie in the system's folder for such files."""
    for path in Path(tempfile.gettempdir()).glob("openicp-error-*.txt"):
        try:
            if remains(path.read_bytes(), meant.eraser()):
                path.unlink()
        except OSError:  # of another user
            continue


def resume(ws: Workspace, texts: Texts) -> None:
    """Do again what a dead process had begun; whoever is at it now is waited for.

    Raises
    ------
    WorkspaceBusy
    """
    with ws.lease("erase", wait_seconds=WAIT_SECONDS):
        asked: Mapping[str, Any] | None = staging.unfinished(ws.layout)
        if asked is not None:
            person, *also = asked["typed"]
            erase(ws, texts, person, also=also, sure=True)
            staging.forget(ws.layout)
