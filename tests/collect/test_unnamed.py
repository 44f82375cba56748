"""Names of persons that are typed where a role, a task or a criterion is asked for go no further."""

from __future__ import annotations

from pathlib import Path

import pytest

from collect.folders import asked
from openicp.collect.loading.unnamed import unnamed
from openicp.collect.pipeline import import_files
from openicp.texts import catalogue
from openicp.worksheet import write_blank
from openicp.workspace import Workspace
from worksheet.filling import fill

LEFT = {
    "Jürgen Kräuter": "",
    "Frau Dr. Wüstefeld": "",
    "Sabine": "",
    "Kowalczyk, Detlef": "",
    "Detlef Kowalczyk, Geschäftsführer": "Geschäftsführer",
    "Leiterin Marketing (Bärbel Zwiebelmann)": "Leiterin Marketing",
    "Leiter IT/Max Meier": "Leiter IT",
    "Geschäftsführer Klaus Meier": "Geschäftsführer",
    "Mme Solène Brûlé, DSI": "DSI",
    "Joost van den Berg - Hoofd Engineering": "Hoofd Engineering",
    "Brîndușa Mărgineanu, Șef de proiect": "Șef de proiect",
    "Max Mustermann (CTO)": "CTO",
    "Herr Kowalczyk muss zustimmen; Preis": "muss zustimmen; Preis",
    "Berichtet an Ottilie Himmelreich; Planung": "Berichtet an; Planung",
    "CEO, max@brava.example": "CEO",
}
ROLES = ["Art Director", "VP Sales", "Leiterin Marketing", "Chef de projet", "Director general", "Sales, Marketing"]
ROLES += ["Hoofd Engineering", "Fire Watcher", "CEO/CTO", "Projects on time; No overtime", "Customer Success Manager"]


@pytest.mark.parametrize("written", LEFT)
def test_what_is_left_of_a_cell_that_names_somebody(written: str):
    assert unnamed(written).replace(" ;", ";") == LEFT[written]


@pytest.mark.parametrize("written", ROLES)
def test_a_role_is_kept_as_it_is(written: str):
    assert unnamed(written) == written


def test_names_typed_into_the_worksheet_are_in_no_table_but_their_roles_are(tmp_path: Path):
    blank = tmp_path / "blank.xlsx"
    write_blank(blank, catalogue("de"))
    personas = {(3, 0): "Brava GmbH", (3, 1): "Sabine Quastel"}
    personas |= {(4, 0): "Brava GmbH", (4, 1): "Leiterin Marketing (Sabine Quastel)"}
    personas |= {(4, 4): "Berichtet an Herrn Quastel; Planung"}
    decisions = {(3, 0): "Brava GmbH", (3, 2): "Frau Quastel", (3, 3): "Preis; Frau Quastel entscheidet"}
    voices = {(3, 0): "Brava GmbH", (3, 1): "Sabine Quastel, Projektleiterin", (3, 2): "Auslöser", (3, 3): "Zu spät"}
    sheet = fill(blank, tmp_path / "filled.xlsx", {3: personas, 4: decisions, 5: voices})
    workspace = Workspace.create(tmp_path / "workspace")
    import_files(workspace, [sheet])
    everything = str([asked(workspace, f"select * from {name}") for name in ("personas", "voices", "tags", "accounts")])
    assert "quastel" not in everything.lower()
    assert "Leiterin Marketing" in everything
    assert "Projektleiterin" in everything
    assert "planung" in everything
