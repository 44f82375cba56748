"""``Data``: the files of a workspace and what a user can do about them; ``session.data``.

Comes in: a workspace. Goes out: plain data per verb, the same as ``--json`` shows. Each method asks one module of this
room and does nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.model.progress import Progress

if TYPE_CHECKING:
    from openicp.texts import Texts
    from openicp.workspace import Workspace

Plain = dict[str, Any]


class Data:
    """What was read into a workspace."""

    def __init__(self, workspace: Workspace, texts: Texts) -> None:
        self.workspace = workspace
        self.texts = texts

    def import_files(
        self,
        paths: Sequence[str | Path],
        *,
        table: str | None = None,
        yes: bool = False,
        progress: Progress | None = None,
    ) -> Plain:
        """Read files into the workspace."""
        from openicp.actions import importing

        files = [Path(path) for path in paths]
        return importing.import_files(self.workspace, self.texts, files, table=table, yes=yes, progress=progress)

    def explain(self, sources: Collection[str] | None = None) -> Plain:
        """How the columns of what was read were understood, and why; of all sources by default."""
        from openicp.actions import explaining

        return explaining.explain(self.workspace, self.texts, sources=sources)

    def sources(self) -> Plain:
        """What was read."""
        from openicp.actions import importing

        return importing.sources(self.workspace)

    def forget(self, source: str) -> Plain:
        """Remove a source and all that came from it.

        Raises
        ------
        SourceNotFound
        """
        from openicp.actions import importing

        return importing.forget(self.workspace, source)

    def worksheet(self, out: str | Path, *, blank: bool = False) -> Plain:
        """A sheet to fill in by hand: what helps most, for the companies that matter; or an empty one.

        Raises
        ------
        NothingImported, OutputNotWritable
        """
        from openicp.actions import worksheet

        if blank:
            return worksheet.blank(Path(out), self.texts)
        return worksheet.prefilled(self.workspace, self.texts, Path(out))

    def check(self) -> Plain:
        """How good the data are, and our totals."""
        from openicp.actions import checking

        return checking.check(self.workspace, self.texts)

    def totals(
        self, given: Mapping[str, str | float] | None = None, *, on: str | None = None, remove: Iterable[str] = ()
    ) -> Plain:
        """Type in figures of dashboards, or remove them; ours beside yours and why they differ.

        Raises
        ------
        InvalidChoice, NothingImported
        """
        from openicp.actions import dashboards

        return dashboards.totals(self.workspace, self.texts, given or {}, on=on, remove=remove)

    def best(
        self,
        *,
        strike: Sequence[str] = (),
        add: Sequence[str] = (),
        because: str = "",
        undo: Sequence[str] = (),
    ) -> Plain:
        """The best customers and why; names that a person strikes or adds are kept with the reason.

        Raises
        ------
        InvalidChoice, NothingImported
        """
        from openicp.actions import marking

        return marking.best(self.workspace, self.texts, strike=strike, add=add, because=because, undo=undo)

    def hypotheses(
        self,
        *,
        write: int | None = None,
        where: Mapping[str, str] | None = None,
        outcome: str | None = None,
        less: bool = False,
        withdraw: int | None = None,
    ) -> Plain:
        """Questions written down before the data come; with ``where``, one of your own is.

        Raises
        ------
        InvalidChoice, AttributeNotFound, NothingImported, OutcomeNotPossible
        """
        from openicp.actions import hypothesising as room

        wish = room.Wish(where, outcome or room.DEFAULT_OUTCOME, not less) if where else None
        return room.hypotheses(self.workspace, self.texts, write=write, wish=wish, withdraw=withdraw)

    def interviews(self, out: str | Path | None = None, *, survey: bool = False) -> Plain:
        """Whom to interview next and why; with ``out`` the guide (HTML, DOCX), the survey, or a sheet for answers.

        Raises
        ------
        OutputNotWritable
        """
        from openicp.actions import interviewing

        return interviewing.interviews(self.workspace, self.texts, Path(out) if out else None, survey=survey)

    def voices(self) -> Plain:
        """What people said: themes as k of n companies, by group, with quotes."""
        from openicp.actions import interviewing

        return interviewing.voices(self.workspace, self.texts)

    def links(self, action: str | None = None, *what: str) -> Plain:
        """Companies that could be one; ``accept``, ``refuse``, ``undo``, ``merge`` or ``split`` what is named.

        Raises
        ------
        InvalidChoice
        """
        from openicp.actions import linking

        return linking.act(self.workspace, self.texts, action, what)

    def erase(self, person: str, *, also: Sequence[str] = (), sure: bool = False) -> Plain:
        """Erase a person from every file of the workspace; without ``sure`` say what that would do.

        Raises
        ------
        PersonUnclear, WorkspaceBusy
        """
        from openicp.actions import erasing

        return erasing.erase(self.workspace, self.texts, person, also=also, sure=sure)
