"""``openicp totals``: figures of dashboards beside ours."""

from __future__ import annotations

import click

from openicp.faces.cli.call import Call, json_option, pass_call


@click.command("totals")
@click.argument("figures", metavar="[NAME=FIGURE]...", nargs=-1)
@click.option("--on", metavar="DAY", help="The day they are true of, such as 2026-06-30; the data's own by default.")
@click.option("--remove", metavar="NAME", multiple=True, help='Forget a figure; "all" forgets every one.')
@json_option
@pass_call
def command(call: Call, figures: tuple[str, ...], *, on: str | None, remove: tuple[str, ...]) -> None:
    """Type in figures of your dashboards, such as mrr=179486.15 customers=79, and see whether ours match and why not.

    Names: customers (who pay), ever_customers, mrr, won, lost, open, win_rate, cycle_days, spend, leads, and the
    movements mrr_new, mrr_expansion, mrr_contraction, mrr_churn, mrr_reactivation, each also with _12m.
    """
    given = dict(_pair(figure) for figure in figures)
    call.show(call.session().data.totals(given, on=on, remove=remove), "totals")


def _pair(figure: str) -> tuple[str, str]:
    name, sign, value = figure.partition("=")
    if not sign or not value.strip():
        raise click.UsageError(f'Write a figure as NAME=FIGURE, such as mrr=8990; "{figure}" is none.')
    return name, value
