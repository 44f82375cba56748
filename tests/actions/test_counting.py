"""Every count of a report is of companies that can be named, and as many as it says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from openicp.actions import Session, demo
from openicp.actions.retelling import told_again
from openicp.model.segment import Segment
from openicp.report.inputs import Counted, ReportInput
from openicp.report.inputs.behind import channel_segment, role_segment

Claim = tuple[str, Segment, str, str, int, int | None]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    place = tmp_path_factory.mktemp("small") / "klarplan"
    demo(place, lang="en", small=True)
    return Session.open(place, lang="en")


@pytest.fixture(scope="module")
def told(session: Session) -> ReportInput:
    return told_again(session.workspace, session.texts)


def claims(inp: ReportInput) -> Iterator[Claim]:
    """Every count that a report shows: where, of which group, who, on which side, k and n."""
    assert inp.profile is not None
    for line in inp.profile.lines:
        if line.asked and line.evidence is not None and line.basis != "heard":
            group, seen = Segment(line.asked), line.evidence
            told = "left" if (line.note or {}).get("about") == "left" else "valuable"
            for side, found in (("inside", seen.with_it), ("others", seen.others)):
                assert found.k is not None
                yield line.attribute, group, told, side, found.k, found.n
            if seen.customers:
                yield line.attribute, group, "customers", "inside", *seen.customers
            if seen.lost and seen.lost[1]:
                yield line.attribute, group, "lost", "inside", *seen.lost
    for row in inp.segments:
        if row.segment.conditions:
            yield "segment", row.segment, "active", "inside", int(row.metrics["customers"].value or 0), None
            left = row.metrics["left_12m"]
            if left.k is not None:
                yield "segment", row.segment, "left_12m", "inside", left.k, left.n
    for trait in inp.traits:
        yield "trait", Segment((trait.condition,)), "customers", "inside", *trait.customers
        if trait.lost:
            yield "trait", Segment((trait.condition,)), "lost", "inside", *trait.lost
    for role in inp.roles:
        if role.part == "named":
            yield "role", role_segment(role.role), "customers", "inside", *role.said
    for channel, k, _ in inp.channels:
        yield "channel", channel_segment(channel, inp.profile.segment), "customers", "inside", k, None


def behind(inp: ReportInput) -> dict[tuple[str, str, str], Counted]:
    return {(one.segment.id, c.who, c.side): c for one in inp.behind for c in one.counts}


def test_behind_every_count_are_as_many_companies_as_it_says(told: ReportInput) -> None:
    found, seen = behind(told), 0
    for where, group, who, side, k, n in claims(told):
        one = found.get((group.id, who, side))
        assert one is not None or not n, (where, who, side)
        if one is not None:
            assert one.k == k, (where, who, side)
            assert n is None or one.n == n, (where, who, side)
            seen += 1
    assert seen > 40


def test_few_companies_are_named_and_each_once(told: ReportInput) -> None:
    for one in behind(told).values():
        assert len(one.names) == (one.k if one.k <= 25 else 0)
        assert len(set(one.names)) == len(one.names)


def test_the_totals_of_the_head_lead_to_everybody(told: ReportInput) -> None:
    whole = {key[1]: one for key, one in behind(told).items() if key[0] == Segment().id}
    assert whole["customers"].k == told.made.customers
    assert whole["active"].k == told.made.active


def test_the_command_beside_a_count_lists_those_companies(session: Session, told: ReportInput) -> None:
    rows = [row for row in told.segments if row.segment.conditions]
    chosen = max(rows, key=lambda row: row.metrics["left_12m"].n)
    listed = session.accounts(segment=chosen.segment.id, who="left_12m")["accounts"]
    one = behind(told)[chosen.segment.id, "left_12m", "inside"]
    assert sorted(each["name"] for each in listed) == sorted(one.names)


def test_a_group_of_a_line_is_known_by_its_id_and_so_are_all_others(session: Session, told: ReportInput) -> None:
    assert told.profile is not None
    line = next(line for line in told.profile.lines if line.basis == "shared")
    assert line.evidence is not None
    listed = session.accounts(segment=Segment(line.asked).id, who="valuable", others=True)["accounts"]
    assert len(listed) == line.evidence.others.k


def test_what_nobody_counts_is_answered_with_what_is_counted(session: Session) -> None:
    from openicp.errors import InvalidChoice

    with pytest.raises(InvalidChoice) as said:
        session.accounts(who="nobody")
    assert "left_12m" in str(said.value.fields["choices"])
