"""The errors, named by situation: a code, the fields that fill its sentence, and nothing else.

Comes in: what went wrong, as fields. Goes out: an exception whose words stand in ``texts`` under
``error.<code>`` and ``error.<code>.hint``. Only faces turn errors into text; this module holds no sentences.
"""

from __future__ import annotations

import errno
import pathlib
import re

PLACES = {errno.ENOENT: "no_folder", errno.ENOTDIR: "no_folder", errno.EISDIR: "is_folder"}
"""What a number of the system says of the place where a file is to be written."""


class OpenICPError(Exception):
    """A situation that the user can mend; faces show one sentence and a hint for it.

    Parameters
    ----------
    **fields
        What the sentence needs: strings, numbers, lists of valid choices.
    """

    exit_code = 1

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(f"{self.code()}: {fields}")

    @classmethod
    def code(cls) -> str:
        """``WorkspaceNotFound`` has the code ``workspace_not_found``."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()


class WorkspaceNotFound(OpenICPError):
    """No ``openicp.yaml`` here or above. Fields: path."""


class WorkspaceExists(OpenICPError):
    """``init`` or ``demo`` on a folder that is not empty. Fields: path, reason (is_workspace or is_file)."""


class WorkspaceBusy(OpenICPError):
    """Another process holds the lease for writing. Fields: path, pid."""


class WorkspaceDamaged(OpenICPError):
    """A snapshot does not match its fingerprint. Fields: path, expected, found."""


class WorkspaceTooNew(OpenICPError):
    """A newer OpenICP wrote the ledger. Fields: path, written_by, ours (versions of its schema)."""


class ConfigInvalid(OpenICPError):
    """``openicp.yaml`` or a profile file cannot be read. Fields: path, line, problem."""


class FileNotReadable(OpenICPError):
    """A file is missing, empty, not a table, or too large. Fields: file, reason (a code), detail."""


class NoFileReadable(OpenICPError):
    """Of several files none could be used. Fields: n, errors (``OpenICPError`` of each)."""


class VocabularyNotReadable(OpenICPError):
    """A file of the workspace's own words is broken. Fields: file, line, reason (a code), given, other, choices."""


class NothingImported(OpenICPError):
    """A command needs data and the workspace has none.

    Fields: path, reason (not_run, no_exports, no_new_exports, no_accounts or no_companies; empty: nothing at all).
    """


class TableNotRecognised(OpenICPError):
    """No canonical table fits the file.

    Fields: file, columns, tables (the valid choices), reason (list, where no column names a company; keyless, where
    none is what the table is about), table, needed.
    """


class SourceNotFound(OpenICPError):
    """Fields: source, sources (the valid choices)."""


class AttributeNotFound(OpenICPError):
    """Fields: attribute, attributes (the valid choices), nearest."""


class SegmentNotFound(OpenICPError):
    """Fields: segment, segments (the valid choices)."""


class ProfileNotFound(OpenICPError):
    """Fields: profile, version, profiles (the valid choices)."""


class OutcomeNotPossible(OpenICPError):
    """The data cannot label this outcome. Fields: outcome, reason (a code), outcomes (the possible ones)."""


class InvalidChoice(OpenICPError):
    """A value outside the valid choices. Fields: option, value, choices."""


class EngineFailed(OpenICPError):
    """The engine refused a statement. Fields: sql, message."""


class BrowserNotFound(OpenICPError):
    """Nothing on this machine can print or photograph a page. Fields: browser (the one that was named, or empty)."""


class BrowserFailed(OpenICPError):
    """The browser made no document. Fields: browser, detail."""


class ExtraMissing(OpenICPError):
    """A part that is installed on request is not there. Fields: extra, library."""


class ClusterNotReady(OpenICPError):
    """Spark cannot work.

    Fields: reason (java, start, master, workers, lost, folder, result or ended), master, detail.
    """


class TableElsewhere(OpenICPError):
    """A table of the setting ``tables`` cannot be used where it lies.

    Fields: table, at, reason (needs_spark, not_found, damaged, foreign, versioned, columns, kind, csv_row,
    csv_cell, no_companies, repeated or strangers), and what each tells.
    """


class ListElsewhere(OpenICPError):
    """A list cannot be scored where it lies. Fields: at, reason (needs_spark, not_found, damaged, erased), detail."""


class PersonUnclear(OpenICPError):
    """What is to be erased says too little. Fields: person, n (companies of that name), reason (short or many)."""


class StorageRefused(OpenICPError):
    """The disk takes nothing. Fields: path, reason (full or read_only), detail."""


class OutputNotWritable(OpenICPError):
    """A file cannot be written.

    Fields: file, detail, reason (a code: no_folder, is_folder, is_read, in_list, ending, exists and others), folder.
    """


def not_written(file: pathlib.PurePath, cause: Exception) -> OutputNotWritable:
    """What the system says against a file of ours; a folder that is missing or in its place has words of its own.

    >>> not_written(pathlib.PurePath("a/x.csv"), OSError(errno.ENOENT, "No such file or directory")).fields["reason"]
    'no_folder'
    """
    detail = getattr(cause, "strerror", None) or str(cause)
    reason = PLACES.get(getattr(cause, "errno", None) or 0)
    return OutputNotWritable(file=str(file), detail=detail, reason=reason, folder=str(file.parent))
