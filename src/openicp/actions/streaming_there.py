"""``score`` of a list where a cluster keeps it: read, scored and written by the cluster.

Comes in: the place of a list, an engine that sees it, a place to write. Goes out: plain data, and Parquet that the
workers write. Here it reads the first rows and the distinct values; no file of the list is opened in this process.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from openicp.errors import EngineFailed, FileNotReadable, ListElsewhere, TableElsewhere
from openicp.model.progress import Progress
from openicp.workspace import Workspace

if TYPE_CHECKING:
    from openicp.collect.recognise.draft import Draft
    from openicp.engine import Engine
    from openicp.model.profile import Profile
    from openicp.prospects.facets import Listed
    from openicp.prospects.ours import Ours
    from openicp.texts import Texts

ADDRESS = ("://", "file:/")


def place_of(given: Path | str) -> Path | str:
    """A path on this machine; an address of anything else stays as it is written.

    >>> place_of("hdfs://a/b/"), place_of("file:///a%20b"), place_of("a/b")
    ('hdfs://a/b', PosixPath('/a b'), PosixPath('a/b'))
    """
    from openicp.engine import on_disk

    if isinstance(given, Path) or not any(sign in given for sign in ADDRESS):
        return Path(given)
    found = on_disk(given)
    return given.rstrip("/") if found is None else found


def is_part(out: Path | str, file: Path | str) -> bool:
    """Whether what is written would be the list, or lie in its folder."""
    whole, inner = (str(each.resolve()) if isinstance(each, Path) else each for each in (file, out))
    return inner == whole or inner.startswith(f"{whole}/")


def read_there(ws: Workspace, file: Path | str) -> str | None:
    """Where the engine reads a list itself; ``None`` where a reader of ours has to.

    Raises
    ------
    ListElsewhere
        When DuckDB cannot see it, or somebody was erased who might be on it.
    """
    from openicp.actions.streaming import is_parquet
    from openicp.engine import is_path

    if ws.project.engine == "duckdb":
        if isinstance(file, str):
            raise ListElsewhere(at=file, reason="needs_spark", detail="")
        return None
    erased = bool(ws.ledger.rows("erased"))
    if isinstance(file, Path) and file.is_file() and (erased or not is_parquet(file)):
        return None
    if erased:
        raise ListElsewhere(at=str(file), reason="erased", detail="")
    here = isinstance(file, Path) and (file.exists() or is_path(str(file)))
    return str(Path(file).absolute()) if here else str(file)


def stream_there(
    ws: Workspace,
    texts: Texts,
    *,
    engine: Engine,
    at: str,
    out: Path | str,
    fitted: Profile,
    ours: Sequence[Ours],
    progress: Progress,
) -> dict[str, Any]:
    """Score the companies of a list into a folder of Parquet files; what is there is replaced.

    Raises
    ------
    ListElsewhere, FileNotReadable, TableNotRecognised, OutputNotWritable
    """
    from openicp.actions.streaming import scored_in
    from openicp.engine import Location

    made = Location("prospects", str(out.absolute()) if isinstance(out, Path) else out, ())
    with ws.scratch() as folder:
        try:
            return scored_in(
                ws,
                texts,
                engine=engine,
                read=lambda: _listed(ws, engine, at, folder),
                out=made,
                fitted=fitted,
                ours=ours,
                progress=progress,
            )
        except TableElsewhere as error:
            raise ListElsewhere(at=at, reason="not_found", detail=str(error.fields.get("detail", ""))) from error
        except EngineFailed as error:
            raise ListElsewhere(at=at, reason="damaged", detail=str(error.fields.get("message", ""))[:200]) from error


def _listed(ws: Workspace, engine: Engine, at: str, folder: Path) -> tuple[Listed, Draft]:
    from openicp.actions.streaming import LISTED, drafted
    from openicp.collect.recognise.draft import SAMPLE
    from openicp.engine import Location
    from openicp.prospects.streaming import listed_in

    engine.load(LISTED, Location("prospects", at, ()))
    listed = listed_in(engine, LISTED, head=SAMPLE)
    name = PurePosixPath(at).name
    if not listed.head:
        raise FileNotReadable(file=name, reason="header_only")
    return listed, drafted(ws, Path(name), listed, folder)
