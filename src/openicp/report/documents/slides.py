"""The slides of a report: the sentence, the profile, what to do next, the segments, churn against CLV.

Comes in: the views of a report and ``Texts``. Goes out: a PPTX file of native tables and shapes. It says nothing that
the report does not say.
"""

from __future__ import annotations

from openicp.report.build import Report, build
from openicp.report.charts import bubble, dots
from openicp.report.documents import shapes
from openicp.report.documents.deck import ACCENT, INK, INK_2, INK_3, MARGIN, WIDTH, Box, Cell, Deck, Say, Slide, spoken
from openicp.report.inputs import ReportInput
from openicp.report.views.head import Head
from openicp.report.views.lines import LineView, ProfileView, WhyView
from openicp.report.views.segments import Row, Segments
from openicp.report.views.statement import Statement
from openicp.report.views.steps import Steps
from openicp.report.views.voices import cite
from openicp.texts import Texts

FULL = WIDTH - 2 * MARGIN
LONG = 190
"""Letters of a sentence that no longer stand on three lines."""


def written(inp: ReportInput, texts: Texts) -> bytes:
    """The slides of a report.

    Raises
    ------
    ExtraMissing
        When the library that writes them is not installed.
    """
    report, said = build(inp, texts), texts.within(inp.terms)
    deck = Deck(report.title)
    for part in report.parts:
        view = part.view
        if isinstance(view, Statement):
            _sentence(deck, report, view, said)
        elif isinstance(view, ProfileView):
            _profile(deck, report, view, said)
        elif isinstance(view, Steps):
            _next(deck, report, view, part.name)
        elif isinstance(view, Segments):
            _segments(deck, report, view, said)
            _picture(deck, report, view)
    return deck.content()


def _title(text: str) -> Say:
    return Say(text, 24, serif=True)


def _sentence(deck: Deck, report: Report, view: Statement, texts: Texts) -> None:
    head = report.head
    slide = deck.slide(Say(head.company, 30, serif=True), report.title)
    slide.text(Box(MARGIN, 1.15, FULL), [*spoken(head.made, color=INK_2), Say(f" {head.until}", color=INK_2)])
    trust = [[Say(name, 14, bold=True)] for name, on in head.verdicts if on]
    slide.text(Box(MARGIN, 1.5, FULL), *trust, [Say(head.verdict)])
    size = 26 if sum(len(span.text) for span in view.spans) < LONG else 21
    pieces = [Say(span.text, size, serif=True, underline=span.basis or "") for span in view.spans]
    slide.text(Box(MARGIN, 2.3, FULL, 2), pieces or [_title(view.plain)])
    key: list[Say] = []
    for basis, word, means in view.key:
        key += [Say(word, 11, underline=basis), Say(f" {means}    ", 11, color=INK_3)]
    slide.text(Box(MARGIN, 4.35, FULL), key)
    if head.facts:
        _facts(slide, head, texts)
        return
    _proofs(slide, view)
    slide.text(Box(MARGIN, 6.6, FULL), [Say(view.note, 10, color=INK_3)])


def _facts(slide: Slide, head: Head, texts: Texts) -> None:
    """What needs no segment leads on thin data; it takes the place of proofs that could not be told apart."""
    for place, fact in enumerate(head.facts):
        said = [[Say(fact.title, 14, bold=True)]]
        if not fact.groups and fact.count[1]:
            said.append([Say(texts("counted", k=fact.count[0], n=fact.count[1]), 12, bold=True, color=ACCENT)])
        said += [
            [Say(texts("label.yesno", name=name, value=texts("counted", k=k, n=n)), 12)] for name, k, n in fact.groups
        ]
        said += [[Say(fact.text, 12, color=INK_2)]] if fact.text else []
        slide.text(Box(MARGIN + place * (FULL / 3), 4.95, FULL / 3 - 0.25), *said)


def _proofs(slide: Slide, view: Statement) -> None:
    for place, proof in enumerate(view.proofs):
        left = MARGIN + place * (FULL / 3)
        slide.text(Box(left, 4.85, FULL / 3), [Say(proof.name, 12, bold=True)])
        drawn = dots.dot_whisker(proof.marks, proof.axis, title=proof.title, target=proof.target)
        shapes.draw(slide, drawn, Box(left + 0.1, 5.25, FULL / 3 - 0.4), said=proof.title)


def _profile(deck: Deck, report: Report, view: ProfileView, texts: Texts) -> None:
    slide = deck.slide(_title(texts("part.profile")), report.title)
    rows: list[list[Cell]] = [[texts("profile.company"), "", ""], *(_line(line) for line in view.lines)]
    slide.table(Box(MARGIN, 1.3, 4.9), (2.3, 1.1, 1.5), rows)
    people: list[list[Cell]] = [[texts("profile.people"), view.roles_known]]
    for role in view.roles:
        said = [Say(role.part, 10, color=INK_3), Say(f"\n{role.name}", 11, bold=True)]
        people.append([said, role.count])
    slide.table(Box(5.75, 1.3, 3.0), (1.9, 1.1), people if view.roles else [*people, [texts("people.none"), ""]])
    why: list[list[Cell]] = [[texts("profile.why"), view.interviews], *(_why(one, texts) for one in view.why)]
    slide.table(Box(9.0, 1.3, 3.75), (2.8, 0.95), why if view.why else [*why, [texts("why.none"), ""]])
    _foot(slide, view, texts)


def _why(one: WhyView, texts: Texts) -> list[Cell]:
    said = [Say(one.kind, 10, color=INK_3), Say(f"\n{one.name}", 11, bold=True)]
    if one.quote:
        said.append(Say("\n" + texts("quoted", text=one.quote.text), 10, color=INK_2, serif=True))
        said.append(Say(f"\n{cite(one.quote, texts)}", 9, color=INK_3))
    return [said, one.count]


def _line(line: LineView) -> list[Cell]:
    basis = Say(line.word, 10, underline=line.basis)
    counts = [mark.text for mark in line.marks or ()] or [bar[1] for bar in line.bars or () if bar]
    said = counts or [line.count or line.text]
    figures = [Say(said[0], 10, bold=True, color=ACCENT), *(Say(f"\n{rest}", 10) for rest in said[1:])]
    return [Say(line.name, 12, bold=True), [basis, Say(f" {line.points}", 10)], figures]


def _foot(slide: Slide, view: ProfileView, texts: Texts) -> None:
    where = "".join(run.text for run in view.where)
    said = [(texts("not_for_us"), view.not_for_us), (texts("where.title"), where), (texts("say.title"), view.say)]
    for place, (name, text) in enumerate([pair for pair in said if pair[1]]):
        box = Box(MARGIN + place * FULL / 3, 6.15, FULL / 3 - 0.2)
        slide.text(box, [Say(name, 11, bold=True)], [Say(text, 10, color=INK_2)])


def _next(deck: Deck, report: Report, view: Steps, name: str) -> None:
    slide = deck.slide(_title(name), report.title)
    rows: list[list[Cell]] = [["", "", ""]]
    for number, step in enumerate(view.rows, 1):
        place = Say(str(number), 16, color=ACCENT, serif=True)
        rows.append([place, spoken(step.what, size=14), Say(step.why, 12, color=INK_2)])
    slide.table(Box(MARGIN, 1.4, FULL), (0.5, 5.6, 6), rows)


def _segments(deck: Deck, report: Report, view: Segments, texts: Texts) -> None:
    if not view.rows:
        return
    slide = deck.slide(_title(view.headline), report.title)
    head: list[Cell] = [texts("column.segment"), *(name for _, name in view.columns[: view.before])]
    head += [view.churn_name] if view.axis else []
    head += [name for _, name in view.columns[view.before :]]
    rows = [head, *(_segment(row, view) for row in view.rows)]
    slide.table(Box(MARGIN, 1.3, FULL), (4.4, *(1.0 for _ in head[1:])), rows, size=10)
    slide.text(Box(MARGIN, 6.4, FULL), [Say(f"{view.note} {view.same}".strip(), 9, color=INK_3)])


def _segment(row: Row, view: Segments) -> list[Cell]:
    ink = INK_3 if row.dim else INK
    name = [Say(row.name, 11, bold=True, color=ink)]
    if row.todo:
        name += [Say(f"\n{row.todo} ", 9, bold=True, color=ink), Say(row.why, 9, color=INK_2)]
    cells = [Say(f"{cell.text}\n{cell.small}" if cell.small else cell.text, 10, color=ink) for cell in row.cells]
    churn = [Say(row.churn, 10, bold=bool(row.spread), color=ink), Say(f" {row.spread}", 9, color=INK_3)]
    middle: list[Cell] = [churn] if view.axis else []
    return [name, *cells[: view.before], *middle, *cells[view.before :]]


def _picture(deck: Deck, report: Report, view: Segments) -> None:
    if not view.bubbles or view.wide is None or view.picture is None:
        return
    slide = deck.slide(_title(view.picture.title), report.title)
    slide.text(Box(MARGIN, 1.15, FULL), [Say(view.picture.note, 11, color=INK_3)])
    drawn = bubble.bubbles(view.bubbles, view.wide, title=view.picture.title, desc=view.picture.desc)
    shapes.draw(slide, drawn, Box(MARGIN + 1.5, 1.6, 8.4), said=view.picture.desc)
