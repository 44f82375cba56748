"""What moved between two runs: customers by name, what they do to MRR, lines, segments, tiers."""

from __future__ import annotations

from typing import Any

from openicp.actions.moving import Company, Standing, moved


def company(name: str, mrr: float | None = 100.0, *, active: bool = True, outcome: int = -1) -> Company:
    return Company(name, active, active or mrr is not None, mrr, outcome)


def left(name: str) -> Company:
    return Company(name, active=False, customer=True, mrr=None, outcome=-1)


def standing(companies: dict[str, Company], **result: Any) -> Standing:
    paying = [one.mrr or 0.0 for one in companies.values() if one.active]
    totals = {"mrr": round(sum(paying), 2), "paying_customers": len(paying)}
    return Standing({"totals": totals, "currency": "EUR", **result}, companies)


def test_customers_are_told_by_name_and_explain_the_change_of_mrr() -> None:
    before = standing({"1": company("Stays"), "2": company("Leaves", 80.0), "3": company("Grows"), "4": left("Back")})
    now = standing(
        {
            "1": company("Stays"),
            "2": left("Leaves"),
            "3": company("Grows", 150.0),
            "4": company("Back", 30.0),
            "5": company("Comes", 200.0, outcome=1),
            "6": company("Not yet", None, active=False, outcome=0),
        }
    )
    found = moved(before, now)
    assert {name: entries for name, entries in found["customers"].items() if entries} == {
        "new": [{"name": "Comes", "mrr": 200.0}],
        "back": [{"name": "Back", "mrr": 30.0}],
        "left": [{"name": "Leaves", "mrr": 80.0}],
        "more": [{"name": "Grows", "mrr": 50.0}],
    }
    assert found["deals"] == {"won": ["Comes"], "lost": ["Not yet"]}
    assert {one["name"]: (one["before"], one["now"]) for one in found["totals"]} == {
        "active": (3, 4),
        "mrr": (280.0, 480.0),
    }
    assert found["unexplained"] is None


def test_what_no_company_explains_is_said_to_be_unexplained() -> None:
    same = {"1": company("Stays")}
    now = Standing({"totals": {"mrr": 112.5}}, same)
    assert moved(standing(same), now)["unexplained"] == 12.5


def test_two_companies_that_became_one_are_neither_gone_nor_new() -> None:
    before = standing({"1": company("Brava GmbH", 60.0), "2": company("Brava Digital", None, active=False)})
    now = Standing({"totals": {"mrr": 60.0}}, {"2": company("Brava GmbH", 60.0)}, aliases={"1": "2"})
    found = moved(before, now)
    assert not any(found["customers"].values())
    assert found["unexplained"] is None


def test_a_customer_of_a_source_that_was_removed_is_gone_and_not_left() -> None:
    found = moved(standing({"1": company("Acme", 70.0)}), Standing({"totals": {"mrr": 0.0}}, {}))
    assert found["customers"]["gone"] == [{"name": "Acme", "mrr": 70.0}]
    assert found["customers"]["left"] == []
    assert found["unexplained"] is None


def line(attribute: str, basis: str, label: str, **band: Any) -> dict[str, Any]:
    return {"attribute": attribute, "basis": basis, "label": label, "bands": [{"label": label, **band}]}


def test_lines_are_compared_by_what_they_say_and_not_by_their_language_or_counts() -> None:
    old = {"lines": [line("country", "shared", "Germany", values=["DE"], accounts=20), line("size", "shared", "Big")]}
    same = {
        "lines": [line("country", "shared", "Deutschland", values=["DE"], accounts=21), line("size", "shared", "G")]
    }
    other = {"lines": [line("country", "leaning", "Germany", values=["DE"], points=3), line("industry", "heard", "X")]}
    assert moved(Standing({"profile": old}), Standing({"profile": same}))["profile"]["lines"] == []
    found = moved(Standing({"profile": old}), Standing({"profile": other}))["profile"]["lines"]
    assert [(one["what"], one["label"]) for one in found] == [("new", "X"), ("gone", "Big"), ("changed", "Germany")]


def test_segments_and_tiers_that_changed_are_named() -> None:
    def row(verdict: str, basis: str = "chosen") -> dict[str, Any]:
        return {"id": "s1", "label": "Agencies", "basis": basis, "verdict": {"code": verdict}}

    before = Standing({"segments": [row("keep")]}, tiers={"Kite": "B", "Otter": "A", "Gone": "A"})
    now = Standing({"segments": [row("invest")]}, tiers={"Kite": "A", "Otter": "C", "New": "A"})
    found = moved(before, now)
    assert found["segments"] == [{"what": "changed", "label": "Agencies", "verdict": "invest", "before": "keep"}]
    assert found["prospects"] == {
        "up": [{"name": "Kite", "from": "B", "to": "A"}],
        "down": [{"name": "Otter", "from": "A", "to": "C"}],
    }


def test_where_nothing_moved_nothing_is_told() -> None:
    same = standing({"1": company("Acme")}, verdict="none", as_of="2026-10-31")
    later = standing({"1": company("Acme")}, verdict="none", as_of="2026-11-30")
    found = moved(same, later)
    told = [found["totals"], found["segments"], found["unexplained"]]
    told += [entries for part in ("customers", "deals", "profile", "prospects") for entries in found[part].values()]
    assert not any(told)
