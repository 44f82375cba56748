"""What is known already: segments of the latest run, a version of a profile, read again as they were written.

Comes in: a workspace and what is asked. Goes out: plain data. It measures nothing, and loads neither an engine nor
statistics: showing a profile takes a third of a second with them and a tenth without.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from openicp.config.profiles import from_plain
from openicp.errors import ConfigInvalid, NothingImported
from openicp.model.finding import Finding

if TYPE_CHECKING:
    from openicp.model.profile import Profile
    from openicp.texts import Texts
    from openicp.workspace import RunRecord, Workspace

Plain = dict[str, Any]


def latest_run(ws: Workspace) -> RunRecord:
    """The latest run.

    Raises
    ------
    NothingImported
        When there is none.
    """
    latest = ws.run()
    if latest is None:
        raise unrun(ws)
    return latest


def unrun(ws: Workspace) -> NothingImported:
    """Why there is no run: nobody asked for one, or there is nothing to run on."""
    known = bool(ws.project.tables) or bool(ws.snapshots(verify=False))
    return NothingImported(path=str(ws.path), reason="not_run" if known else "")


def segments(ws: Workspace, *, found: bool) -> Plain:
    """Those of the latest run; ``found``: only what its search came up with."""
    latest = latest_run(ws)
    rows = [dict(row) for row in latest.result["segments"]]
    if found:
        rows = [row for row in rows if row["basis"] in ("reliable", "tentative")]
    return {
        "run": latest.id,
        "as_of": latest.as_of or None,
        "currency": latest.result["currency"],
        "segments": rows,
    }


def profile(ws: Workspace, texts: Texts, *, name: str | None, version: int | None) -> Plain:
    """A version of a profile as its file holds it, its lines named in the reader's language."""
    plain, fitted = read_version(ws, name or _first(ws), version)
    latest = ws.run()
    result: Mapping[str, Any] = latest.result if latest is not None else {}
    said = _within(texts, result)
    if said.lang != ws.project.language:  # else as written, with the words of the user's own data
        from openicp.actions.answering import relabel

        for line, made in zip(fitted.lines, plain["lines"], strict=True):
            relabel(line, made, said)
    of_this = (result.get("profile") or {}).get("version") == plain["version"]
    checks = result.get("checks", []) if of_this and latest is not None and latest.profile == plain["name"] else []
    return {"profile": plain, "checks": [_said(one, said) for one in checks]}


def _within(texts: Texts, result: Mapping[str, Any]) -> Texts:
    from openicp.texts import Terms

    return texts.within(Terms(currency=result.get("currency")))


def _said(check: Mapping[str, Any], texts: Texts) -> Plain:
    from openicp.actions.answering import finding_plain

    return finding_plain(Finding(check["code"], check["severity"], dict(check["fields"])), texts)


def read_version(ws: Workspace, name: str, version: int | None = None) -> tuple[Plain, Profile]:
    """A version as its file holds it, and as the profile it means; an error names the file, and the place in it.

    Raises
    ------
    ProfileNotFound, ConfigInvalid
    """
    plain = ws.profiles.load(name, version)
    try:
        return plain, from_plain(plain, path=str(ws.profiles.path(name, plain["version"])))
    except ConfigInvalid as error:
        raise ConfigInvalid(**{**error.fields, "reason": "profile"}) from None


def read_profile(ws: Workspace, name: str | None = None) -> Profile:
    """The newest version of a profile as a value.

    Raises
    ------
    ProfileNotFound, ConfigInvalid
    """
    return read_version(ws, name or _first(ws))[1]


def _first(ws: Workspace) -> str:
    names = ws.profiles.names()
    settings = ws.project.profile(None)
    return settings.name if settings is not None and settings.name in names else next(iter(names), "main")
