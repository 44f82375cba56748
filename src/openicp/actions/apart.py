"""A list scored in a process of its own: a Parquet file that breaks the engine does not end ours.

Comes in: what ``streaming`` is asked. Goes out: what it answers, or its error. The process may take so much memory and
time, tells how far it is, and ends with the one that started it.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openicp
from openicp import errors
from openicp.collect.read import check_space
from openicp.errors import FileNotReadable, OpenICPError
from openicp.model.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from openicp.model.profile import Profile
    from openicp.model.progress import Step
    from openicp.prospects.ours import Ours
    from openicp.texts import Terms

MEMORY = 8 << 30
"""Bytes of address space: of the engine's 2 GB, twice as much again is reserved and never used."""
HOURS = 24 * 3600.0
START = "import sys; sys.path[:] = {path!r}; from openicp.actions.apart import main; main()"


@dataclass(frozen=True)
class Request:
    """A list to be scored."""

    workspace: Path
    lang: str
    terms: Terms
    file: Path
    out: Path
    fitted: Profile
    ours: tuple[Ours, ...]


def stream_apart(request: Request, folder: Path, progress: Progress) -> dict[str, Any]:
    """The answer of ``streaming.stream``, from another process.

    Parameters
    ----------
    folder
        A scratch folder of the workspace.

    Raises
    ------
    FileNotReadable, TableNotRecognised, OutputNotWritable, StorageRefused
    RuntimeError
        With the details of a fault of ours.
    """
    asked, answer = folder / "request", folder / "answer.json"
    asked.write_bytes(pickle.dumps(request))
    places = [place for place in sys.path if place and os.path.isabs(place)]
    places.append(str(Path(openicp.__file__).parent.parent))
    command = [sys.executable, "-I", "-X", "utf8", "-c", START.format(path=places), str(asked), str(answer)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=folder, **pipes) as child:  # noqa: S603 - our own interpreter and text
        try:
            _follow(child, progress)
        finally:
            child.kill()
    return _answered(answer, request.file, child.returncode)


def _follow(child: subprocess.Popen[bytes], progress: Progress) -> None:
    """Show each step as the process tells it."""
    assert child.stdout is not None
    with contextlib.ExitStack() as open_steps:
        step: Step | None = None
        for line in child.stdout:
            code, _, share = line.decode().strip().partition(" ")
            if code == "step":
                open_steps.close()
                step = open_steps.enter_context(progress.step(share, total=1))
            elif step is not None:
                step.advance(float(share))
    child.wait()


def _answered(answer: Path, file: Path, code: int) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        check_space(answer.parent)
        raise FileNotReadable(file=file.name, reason="reader_died", detail=f"exit {code}") from error
    if "fault" in found:
        raise RuntimeError(found["fault"])
    if "error" not in found:
        return found
    raise getattr(errors, found["error"])(**found["fields"])


class Told:
    """A ``Progress`` that writes each step and share on a line."""

    @contextlib.contextmanager
    def _step(self, code: str) -> Iterator[Step]:
        _tell(f"step {code}")
        yield self

    def step(self, code: str, /, total: float | None = None, **fields: object) -> AbstractContextManager[Step]:
        """Begin a step."""
        return self._step(code)

    def advance(self, amount: float = 1) -> None:
        """A further share of the step is done."""
        _tell(f"share {amount}")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Score one list as the file named on the command line asks, and write the answer beside it."""
    from openicp.collect.readers.limits import Limits, hold

    asked, answer = map(Path, sys.argv[1:])
    # Written by the process that started this one, into a folder of the workspace.
    request: Request = pickle.loads(asked.read_bytes())  # noqa: S301
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    hold(Limits(memory=MEMORY, seconds=HOURS), 0)
    part = answer.with_suffix(".part")
    part.write_text(json.dumps(_scored(request)), encoding="utf-8")
    part.replace(answer)
    os._exit(0)


def _end_with_the_parent() -> None:
    while sys.stdin.read(1):
        pass
    os._exit(74)


def _scored(request: Request) -> Mapping[str, Any]:
    from openicp.actions.streaming import stream
    from openicp.texts import catalogue
    from openicp.workspace import Workspace

    texts = catalogue(request.lang).within(request.terms)
    try:
        workspace = Workspace.find(request.workspace)
        return stream(workspace, texts, request.file, request.out, request.fitted, request.ours, Told())
    except errors.EngineFailed as error:
        detail = str(error.fields.get("message", ""))[:200]
        return {
            "error": "FileNotReadable",
            "fields": {"file": request.file.name, "reason": "damaged", "detail": detail},
        }
    except OpenICPError as error:
        return {"error": type(error).__name__, "fields": error.fields}
    except MemoryError:
        raise
    except Exception:  # a fault of ours: told where it is looked for, not taken for a file that is too large
        return {"fault": traceback.format_exc()}
