"""The page of what was measured: a section for each study, so that one can be run again by itself.

Comes in: the page as it stands and the table of a study. Goes out: the page with that section new. It never touches the
sections of other studies.
"""

from __future__ import annotations

from pathlib import Path

HEAD = """# What was measured

What the statistics promise, and what came out. `make truth` measures all of it again (within an hour on two cores,
`make truth SHARE=0.05` within minutes) and writes this page; each section says how much was simulated. Companies with a
known truth come from `tests/story/planted.py` and `tests/builders.py`; priors, single truths and the code of the
comparisons stand in `benchmarks/truth`.
"""
SECTIONS = {
    "noise": "Where there is nothing to find",
    "planted": "Where there is something to find",
    "intervals": "Do ranges hold the truth?",
    "known": "Data that others have worked with",
    "oracles": "The same numbers in other packages",
    "exports": "A real export through the whole product",
}
"""Studies in the order of the page."""
BEFORE = {
    "noise": "Outcomes that belong to nobody in particular: every profile or segment called reliable is wrong.",
    "planted": "One group of about 7 % of all companies is better; everything else means nothing.",
    "intervals": """A thousand companies of each size, their truth drawn from a prior (win rates from Beta(3, 4), churn
a month log-uniform from 0.5 to 8 %, cycles from 15 to 120 days), and a thousand at each of four single truths: *worst*
is the lowest of these four. Of churn and CLV `n` counts customers, else companies approached. Where too few were won
to tell, nothing is told; the last column counts.""",
    "known": """Every choice (lines, bands, points) is made inside each fold. On these folds logistic regression on all
19 fields has 0.8453 (scikit-learn 1.9, one column a value), our bands of all 19 fields 0.8469 and of the best seven
without rounding 0.8447: seven lines in whole points end near 0.844.""",
    "oracles": "lifelines, statsmodels and pysubgroup run in an environment of their own, without anything of ours.",
    "exports": "85 companies with a hundred deals each; what a deal is worth hangs on the product sold.",
}


def put(path: Path, name: str, text: str) -> None:
    """Write the section of one study."""
    held = read(path) | {name: text}
    parts = [f"## {title}\n\n{BEFORE[one]}\n\n{held[one]}\n" for one, title in SECTIONS.items() if one in held]
    path.write_text("\n".join([HEAD, *parts]), encoding="utf-8")


def read(path: Path) -> dict[str, str]:
    """The text of each section below its introduction."""
    whole = path.read_text(encoding="utf-8") if path.exists() else ""
    found = {}
    for part in whole.split("\n## ")[1:]:
        title, _, body = part.partition("\n\n")
        for name, said in SECTIONS.items():
            if said == title.strip():
                found[name] = body.strip().removeprefix(BEFORE[name]).strip()
    return found
