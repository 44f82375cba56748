"""Which functions of the SQL room were asked of which engine, and where those are asked that the small example lacks.

Comes in: the functions of ``sql`` as they are called. Goes out: their places by dialect. It never changes an answer.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest

import openicp.sql
from openicp.sql.dialect import Dialect

CALLS: dict[str, set[str]] = defaultdict(set)
"""By the name of a dialect: the functions of ``sql`` that were asked for its words."""

AT_LENGTH = {
    "facts": "leads_count_sql leads_sql promoters_sql rates_sql referrals_sql spend_sql usage_sql",
    "history": "earlier_rows_sql merged_history_sql",
    "known": "names_sql own_attributes_sql",
    "publish": ("lines_as_subscriptions_sql mrr_of_items_sql subscribers_sql through_subscription_sql with_items_sql"),
    "reasons": "latest_words_sql",
    "score": "looked_up",
    "spells": "mrr_by_source_sql",
    "totals": "leads_by_row_sql spend_by_row_sql",
}
"""Functions by module that only larger companies and a second import need: asked with ``OPENICP_PARITY=all``."""
ALONE = {
    "collect": (
        "all_rows_sql every_text_sql grown_sql kept_keys_sql matches numbered_texts_sql once_sql "
        "other_texts_sql plain_shares_sql sampled_rows_sql settled_deals_sql texts_between_sql "
        "texts_such_sql without_lines_sql"
    ),
    "elsewhere": "filled_sql fitted_sql kept_sql read_sql repeated_sql texts_sql values_sql",
    "erasing": "distinct_pairs_sql distinct_texts_sql replaced_sql shape_sql",
    "estimates": "names_joined where_estimated where_known",
    "figures": "figure_currencies_sql figure_meanings_sql figures_sql",
    "history": "broken_changes_sql changes_sql texts_of_changes_sql",
    "joining": "domain_texts_sql known_pairs_sql",
    "known": "days_sql",
    "paying": "account_intervals_sql without_period_sql",
    "personas": "decision_roles_sql",
    "plans": "listed_plans_sql priced_nothing_sql",
    "publish": "completed_sql newest_sql",
    "quality": "differing_attributes_sql",
    "score": "first_that_holds yes_or_no",
    "stream": "kinds_sql named_sql",
    "uncounted": "repeated_rows_sql unordered_events_sql without_company_sql",
}
"""Those that no company here needs: asked by themselves over drawn tables, in ``test_alone``."""
OF_A_LIST = {
    "stream": (
        "begins begun_sql best_sql code_of head_sql known_addresses_sql may_say_nothing "
        "meant_sql nameless said_sql seen step_of streamed_sql sum_of texts_where_sql tiers_sql together types_sql "
        "values_sql"
    ),
    "words": "as_text",
}
"""Those that a list needs which is scored where it lies: asked in ``test_score``."""
OF_WORDS = {"words": "bytes_text capitals"}
"""Words of the dialects that only rare tables need: asked in ``test_words``."""
OF_DUCKDB = {"lines.folder_text", "lines.typed_sql", "lines.unreadable_sql"}
OF_DUCKDB |= {"stream.bucketed_sql", "stream.in_lists_sql"}
"""Asked only of CSVs, which DuckDB reads for both, or where ``joins_lose_order``."""


def places(listed: Mapping[str, str]) -> set[str]:
    """Functions by module as places.

    >>> sorted(places({"stream": "best_sql"}))
    ['stream.best_sql']
    """
    return {f"{module}.{name}" for module, names in listed.items() for name in names.split()}


def functions() -> dict[str, Callable[..., str]]:
    """The public functions of ``sql`` by their place."""
    rooms = [importlib.import_module(f"openicp.sql.{m.name}") for m in pkgutil.iter_modules(openicp.sql.__path__)]
    return {
        f"{room.__name__.removeprefix('openicp.sql.')}.{name}": function
        for room in rooms
        for name, function in vars(room).items()
        if inspect.isfunction(function) and function.__module__ == room.__name__ and not name.startswith("_")
    }


def _noted(place: str, function: Callable[..., str]) -> Callable[..., str]:
    """A function that notes which dialect it was asked for."""

    @wraps(function)
    def asked(d: Dialect, *args: Any, **named: Any) -> str:
        CALLS[d.name].add(place)
        return function(d, *args, **named)

    return asked


@contextmanager
def watching() -> Iterator[None]:
    """Every function of ``sql`` notes its calls, wherever it was imported to."""
    by_function = {function: _noted(place, function) for place, function in functions().items()}
    modules = [module for name, module in sys.modules.items() if name.startswith("openicp.")]
    with pytest.MonkeyPatch.context() as patch:
        for module in modules:
            for name, value in list(vars(module).items()):
                if inspect.isfunction(value) and value in by_function:
                    patch.setattr(module, name, by_function[value])
        yield


__all__ = ["ALONE", "AT_LENGTH", "CALLS", "OF_A_LIST", "OF_DUCKDB", "OF_WORDS", "functions", "places", "watching"]
