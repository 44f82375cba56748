"""The sections of the page, in their order."""

from __future__ import annotations

from bench.studies import facts, joining, scoring, search, start

STUDIES = (facts.WHOLE_STUDY, facts.STUDY, search.STUDY, scoring.STUDY, joining.STUDY, start.STUDY)
