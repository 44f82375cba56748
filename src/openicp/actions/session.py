"""``Session``: an open workspace and what a user can do with it; the Python door.

Comes in: a folder. Goes out: plain data per verb, the same as ``--json`` shows. Each method asks one module of this
room and does nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openicp.model.progress import Progress

if TYPE_CHECKING:
    from openicp.actions.data import Data
    from openicp.texts import Texts
    from openicp.workspace import Workspace

Plain = dict[str, Any]


class Session:
    """An open workspace."""

    def __init__(self, workspace: Workspace, *, lang: str | None = None) -> None:
        self.workspace = workspace
        self.path = workspace.path
        self._lang = lang

    @classmethod
    def open(cls, path: str | Path, *, lang: str | None = None, engine: str | None = None) -> Session:
        """The workspace at ``path``, or the nearest one above; ``engine`` overrules that of ``openicp.yaml``.

        Raises
        ------
        WorkspaceNotFound
        """
        from openicp.workspace import Workspace

        found = cls(Workspace.find(Path(path)), lang=lang)
        _prefer(found.workspace, engine)
        if found.workspace.layout.erasing.is_dir():
            from openicp.actions import erasing

            erasing.resume(found.workspace, found.texts)
        return found

    @classmethod
    def init(
        cls, path: str | Path, *, lang: str | None = None, product: str = "", engine: str | None = None
    ) -> Session:
        """A new workspace in a new or empty folder.

        Raises
        ------
        WorkspaceExists
        """
        from openicp.config import Project
        from openicp.workspace import Workspace

        project = Project(product=product, language=lang) if lang else Project(product=product)  # type: ignore[arg-type]
        made = cls(Workspace.create(Path(path), project), lang=lang)
        _prefer(made.workspace, engine)
        return made

    @property
    def texts(self) -> Texts:
        """The words of the chosen language, else of the workspace's."""
        from openicp.texts import catalogue

        return catalogue(self._lang or self.workspace.project.language)

    @property
    def data(self) -> Data:
        """What was read, and what can be done about it."""
        from openicp.actions.data import Data

        return Data(self.workspace, self.texts)

    def run(
        self,
        *,
        as_of: str | None = None,
        profile: str | None = None,
        outcome: str | None = None,
        progress: Progress | None = None,
    ) -> Plain:
        """Measure, search, fit, rank, write the report."""
        from openicp.actions import running

        found = running.run(
            self.workspace, self.texts, as_of=as_of, profile=profile, outcome=outcome, progress=progress
        )
        return running.absolute(self.workspace, found)

    def update(self, *, progress: Progress | None = None) -> Plain:
        """Read the files of the sources again, run, and say what moved and why.

        Raises
        ------
        NothingImported
        """
        from openicp.actions import updating

        return updating.update(self.workspace, self.texts, progress=progress)

    def report(self) -> Plain:
        """Where the report of the latest run is.

        Raises
        ------
        NothingImported, FileNotReadable
        """
        from openicp.actions import updating

        return updating.report(self.workspace)

    def segments(self, *, by: Sequence[str] = (), found: bool = False) -> Plain:
        """Segments with metrics and verdicts, best first.

        Raises
        ------
        NothingImported, AttributeNotFound, InvalidChoice
        """
        if by:
            from openicp.actions import asking

            return asking.by_choice(self.workspace, self.texts, by)
        from openicp.actions import recorded

        return recorded.segments(self.workspace, found=found)

    def accounts(
        self, *, segment: str | None = None, profile: str | None = None, who: str | None = None, others: bool = False
    ) -> Plain:
        """Accounts with ids, facts and value: of a segment or a profile, and those that a count of the report counts.

        Raises
        ------
        NothingImported, SegmentNotFound, ProfileNotFound, InvalidChoice
        """
        from openicp.actions import asking

        return asking.accounts(self.workspace, segment=segment, profile=profile, who=who, others=others)

    def profile(self, name: str | None = None, *, version: int | None = None) -> Plain:
        """A version of a profile, the newest by default.

        Raises
        ------
        ProfileNotFound
        """
        from openicp.actions import recorded

        return recorded.profile(self.workspace, self.texts, name=name, version=version)

    def what_if(
        self,
        *,
        profile: str | None = None,
        drop: Sequence[str] = (),
        points: Mapping[str, int] | None = None,
        bands: Mapping[str, str] | None = None,
    ) -> Plain:
        """What a change of the profile would do to reach, quality and value; changes nothing.

        Raises
        ------
        ProfileNotFound, AttributeNotFound, InvalidChoice, NothingImported, OutcomeNotPossible
        """
        from openicp.actions import trying

        return trying.what_if(
            self.workspace, self.texts, profile=profile, drop=drop, points=points or {}, bands=bands or {}
        )

    def score(
        self,
        file: str | Path,
        out: str | Path,
        *,
        profile: str | None = None,
        tiers: Sequence[int] | None = None,
        progress: Progress | None = None,
    ) -> Plain:
        """Rank the companies of a file by the profile and write them; see ``scoring.score`` for what a cluster takes.

        Raises
        ------
        ListElsewhere, FileNotReadable, ProfileNotFound, OutputNotWritable
        """
        from openicp.actions import scoring

        return scoring.score(self.workspace, self.texts, file, out, name=profile, tiers=tiers, progress=progress)

    def backtest(self, *, outcome: str | None = None, progress: Progress | None = None) -> Plain:
        """The profile made at earlier dates, judged on who was approached after them.

        Raises
        ------
        NothingImported, OutcomeNotPossible
        """
        from openicp.actions import backtesting

        return backtesting.backtest(self.workspace, outcome=outcome, progress=progress)

    def close(self) -> None:
        """Give the ledger's file back."""
        self.workspace.close()


def _prefer(workspace: Workspace, engine: str | None) -> None:
    if engine is not None:
        workspace.preferred["engine"] = engine
