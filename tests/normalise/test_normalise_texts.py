"""Every finding of a reader is a sentence with its fields filled in."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import openicp.normalise as room
from openicp.normalise import reader
from openicp.texts import catalogue

FINDING = re.compile(r'finding\("([a-z_]+)"')
EXAMPLES = [
    ("number", ["1.234"], {"decimal": "."}),
    ("number", ["1.234"], {}),
    ("number", ["1.234", "2,5", "7.25"], {}),
    ("money", ["$10,000+"], {}),
    ("money", ["1 billion"], {}),
    ("money", ["1 billion", "2 milliards"], {}),
    ("range", ["1-10", "10-50"], {}),
    ("share", ["4", "10"], {}),
    ("share", ["0.4"], {"unit": "percent"}),
    ("share", ["4 %", "10 % (monthly)"], {}),
    ("id", ["1.0", "2.0"], {}),
    ("date", ["03/04/2024"], {}),
    ("date", ["03/04/2024"], {"date_order": "mdy"}),
    ("date", ["1/1/2024", "2/1/2024", "3/1/2024"], {}),
    ("date", ["13/1/2024", "2/13/2024", "3/1/2024"], {}),
    ("date", ["45000", "45001", "45002"], {}),
    ("number", ["1.234"], {"file_decimal": "."}),
    ("date", ["03/04/2024"], {"file_date_order": "mdy"}),
    ("code:industry", ["technolgy", "Zebra"], {}),
    ("code:industry", ["62.01", "86.10"], {}),
    ("code:region", ["CA", "TX", "NY"], {}),
]


def _sources() -> str:
    folder = Path(str(resources.files(room)))
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))


def test_every_finding_is_a_whole_sentence() -> None:
    texts = catalogue("en")
    said = set()
    for kind, values, hints in EXAMPLES:
        for each in reader(kind, values, hints={**hints, "column": "Some header"}).findings:
            sentence = texts(f"finding.{each.code}", **each.fields)
            assert sentence.startswith("Some header"), each.code
            assert "{" not in sentence
            said.add(each.code)
    assert set(FINDING.findall(_sources())) <= said
