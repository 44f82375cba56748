"""What is wrong with settings: codes, places and lines.

Comes in: what the checker found, and a project that no single value contradicts. Goes out: ``ConfigInvalid``. It
holds no sentences: ``error.config_invalid.<code>`` in ``texts`` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from openicp.config.limits import ENGINES, MASTERS, has_password, is_engine, is_secret
from openicp.config.project import ProfileSettings, Project, SparkSettings, Targets
from openicp.config.sizes import SizeClass, schemes
from openicp.config.yamltext import line_of
from openicp.errors import ConfigInvalid
from openicp.model.tables import NEEDED

Place = tuple[str | int, ...]

COUNTS_AS = ("smb", "mid_market", "enterprise")

CODES: dict[str, str] = {
    "unexpected_keyword_argument": "unknown_setting",
    "missing": "missing",
    "missing_argument": "missing",
    "literal_error": "not_a_choice",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "finite_number": "out_of_range",
    "float_parsing": "not_a_number",
    "float_type": "not_a_number",
    "int_parsing": "not_a_number",
    "int_type": "not_a_number",
    "int_from_float": "not_whole",
    "bool_parsing": "not_yes_or_no",
    "bool_type": "not_yes_or_no",
    "string_type": "not_a_text",
    "tuple_type": "not_a_list",
    "too_short": "empty",
    "dict_type": "not_a_block",
    "dataclass_type": "not_a_block",
    "predicate_failed": "not_a_name",
}
"""The checker's code to ours; all others are ``not_valid``."""

BLOCKS: dict[str, type] = {
    "targets": Targets,
    "profiles": ProfileSettings,
    "size_scheme": SizeClass,
    "spark": SparkSettings,
}
"""Settings that hold settings."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place."""

    place: Place
    code: str
    given: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


def of_errors(errors: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """What the checker found, without what only follows from something else."""
    found = [_problem(error) for error in errors if error["loc"][-1] != "str"]
    inner = [problem.place for problem in found if problem.code != "empty"]
    # A list whose entry is wrong is also "too short" to the checker.
    return [
        problem
        for problem in found
        if problem.code != "empty" or not any(place[: len(problem.place)] == problem.place for place in inner)
    ]


def contradictions(project: Project) -> Iterator[Problem]:
    """What no single value shows."""
    if isinstance(project.size_scheme, str):
        if project.size_scheme not in schemes():
            details = {"choices": list(schemes())}
            yield Problem(("size_scheme",), "not_a_choice", project.size_scheme, details)
    else:
        yield from _of_classes(project.size_scheme)
    yield from _secrets(project)
    if not is_engine(project.engine) and not has_password(project.engine):
        details = {"choices": [*ENGINES, *MASTERS]}
        yield Problem(("engine",), "not_a_choice", project.engine, details)
    for table in project.tables:
        if table not in NEEDED:
            yield Problem(("tables", table), "not_a_choice", table, {"choices": list(NEEDED)})
    yield from _twice("profiles", [entry.name for entry in project.profiles])
    for name in project.targets.churn_monthly:
        if name not in COUNTS_AS:
            place = ("targets", "churn_monthly", name)
            yield Problem(place, "not_a_choice", name, {"choices": list(COUNTS_AS)})


def _secrets(project: Project) -> Iterator[Problem]:
    """Keys in a file that is shared: in addresses, and as settings of Spark; what they are is not repeated."""
    addresses = {("engine",): project.engine, ("spark", "scratch"): project.spark.scratch or ""}
    addresses |= {("tables", table): at for table, at in project.tables.items()}
    for place, address in addresses.items():
        if has_password(address):
            yield Problem(place, "holds_secret")
    for name in filter(is_secret, project.spark.settings):
        yield Problem(("spark", "settings", name), "holds_secret")


def as_error(path: Path, tree: Any, problems: Sequence[Problem]) -> ConfigInvalid:
    """The error: the first problem in the file in its fields, all of them in ``problems``."""
    listed: list[dict[str, object]] = [
        {
            "line": line_of(tree, problem.place),
            "setting": ".".join(map(str, problem.place)),
            "problem": problem.code,
            "reason": problem.code,
            "given": problem.given,
            **problem.details,
        }
        for problem in sorted(problems, key=lambda problem: line_of(tree, problem.place))
    ]
    return ConfigInvalid(path=str(path), **listed[0], problems=listed)


def _problem(error: Mapping[str, Any]) -> Problem:
    place = tuple(part for part in error["loc"] if isinstance(part, int) or part.replace("_", "").isalnum())
    code = CODES.get(error["type"], "not_valid")
    if code == "not_a_name" and place[-1] == "currency":
        code = "not_a_currency"
    if place[0] == "tables" and len(place) > 1:
        code = "not_a_place"
    if code == "not_a_text" and (error.get("input") is None or isinstance(error["input"], list | dict)):
        code = "not_one_text"  # in quotes it would be another text than was meant
    details = _details(place, code, error.get("ctx") or {})
    if details.get("nearest"):
        code = "misspelt_setting"
    return Problem(place, code, _short(error.get("input")), details)


def _details(place: Place, code: str, context: Mapping[str, Any]) -> dict[str, object]:
    if code == "unknown_setting":
        choices = [entry.name for entry in fields(BLOCKS.get(str(place[0]), Project) if len(place) > 1 else Project)]
        return {"choices": choices, "nearest": next(iter(get_close_matches(str(place[-1]), choices, 1)), None)}
    if code == "not_a_choice":
        return {"choices": str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")}
    limits = {"gt": "above", "ge": "at_least", "lt": "below", "le": "at_most"}
    return {name: context[sign] for sign, name in limits.items() if sign in context}


def _short(given: object) -> str:
    text = str(given)
    return text if len(text) <= 60 else text[:57] + "..."


def _of_classes(classes: Sequence[SizeClass]) -> Iterator[Problem]:
    yield from _twice("size_scheme", [entry.name for entry in classes])
    for place, entry in enumerate(classes):
        if entry.counts_as not in COUNTS_AS:
            details = {"choices": list(COUNTS_AS)}
            yield Problem(("size_scheme", place, "counts_as"), "not_a_choice", entry.counts_as, details)
    for bound in ("people_below", "revenue_below"):
        found = [getattr(entry, bound) for entry in classes]
        for place in range(1, len(found)):
            if any(found) and _falls(found[place - 1], found[place]):
                yield Problem(("size_scheme", place, bound), "not_ascending", str(found[place]))


def _falls(before: float | None, after: float | None) -> bool:
    """Whether a bound is not above the one before; nothing can come after a class without a bound."""
    return before is None or (after is not None and after <= before)


def _twice(setting: str, names: Sequence[str]) -> Iterator[Problem]:
    for place, name in enumerate(names):
        if name in names[:place]:
            yield Problem((setting, place, "name"), "name_twice", name)
