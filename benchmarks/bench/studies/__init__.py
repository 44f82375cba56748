"""The sections of the page, in their order."""

from __future__ import annotations

from bench.studies import start

STUDIES = (start.STUDY,)
