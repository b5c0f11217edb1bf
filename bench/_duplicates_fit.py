"""How the weights of duplicates came to be: `python -m bench._duplicates_fit` prints them, fitted on generated desks.

Each pair that `candidates.pairs` gives is labelled by the desk's truth: one incident, or one person's same matter. A logistic
score is fitted on them with signs that cannot turn: what speaks for two tickets never counts against them. Three choices stand
outside of what such desks can teach, and are made here:

- Their incidents end within ten hours; real ones that have a name ("lesson 3") last for days. So four in five incidents that
  name a thing are stretched to one to two and a half days, one in ten of the others, and what time counts against two tickets
  that name the same thing is set (`SET`), as is what the same trouble of it counts for.
- A third of what is fitted on has no team, category or tags, a third no category or tags: new tickets have none yet, and some
  desks never.
- The desks have from 1 to 27 tickets a day, for what comes close together by chance hangs on that.
- Seeds 101 to 112 are for fitting; what is reported of duplicates is measured on others.

Of the pairs that are not one thing, one in eight is looked at, and the constant is put right for it: they are many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import minimize

from unticket import app
from unticket.demo.desk.serve import serve
from unticket.demo.desk.state import DeskState
from unticket.demo.generator import GeneratedDesk, generate
from unticket.history.cache import ticket_table
from unticket.patterns.duplicates.candidates import Pairs, pairs
from unticket.patterns.duplicates.evidence import NAMES, evidence
from unticket.patterns.duplicates.rows import Rows, in_order
from unticket.patterns.duplicates.usual import Usual
from unticket.patterns.likeness.likeness import Likeness
from unticket.patterns.text.reading import read_texts
from unticket.settings import Settings

DESKS = (  # seed, tickets, share of Vietnamese writers, days
    (101, 1500, 0.5, 270),
    (102, 2500, 0.3, 270),
    (104, 800, 0.5, 270),
    (105, 350, 0.5, 270),
    (106, 150, 0.4, 60),
    (107, 1500, 0.6, 56),
    (108, 80, 0.5, 42),
    (109, 80, 0.3, 35),
    (110, 60, 0.7, 35),
    (111, 200, 0.5, 150),
    (112, 1000, 0.4, 150),
)
LAST_DAY = date(2026, 5, 31)
ONE_IN = 8  # pairs that are not one thing
TWINS = {"renumbered": -5.0}  # "invoice 4711 is not paid" and "invoice 4712 is not paid": such desks hardly have them
SET = {"hours_same_thing": -0.2, "same_trouble": 1.5, **TWINS}
FOR = {
    "alike",
    "words",
    "concepts",
    "words_said",
    "concepts_said",
    "same_things",
    "same_trouble",
    "bursts",
    "crowd",
    "team",
    "category",
    "tags",
    "length",
    "open",
}
AGAINST = {"other_concepts", "other_things", "other_numbers", "renumbered", "hours", "hours_same_thing", "due", "writes"}
UNUSED = {
    "INCIDENT": {"same_person", "open"},
    "PERSON": {"same_person", "two_languages", "same_trouble", "bursts", "crowd"},
}
Floats = np.ndarray[Any, np.dtype[np.float64]]


def tables(made: GeneratedDesk) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tickets and texts of a generated desk, read as any desk is read."""
    rows = {model: found for model, found in made.tables.items() if model != "mail.message"}
    with TemporaryDirectory() as folder, serve(DeskState.from_tables(rows, now=made.truth.now)) as desk:
        described = {"kind": "odoo", "url": desk.url, "database": desk.database, "api_key": desk.api_key}
        with app.opened(Settings(folder=Path(folder), desk=described)) as unticket:
            unticket.sync()
            return ticket_table(unticket.copy, Path(folder)).tickets.collect(), read_texts(list(unticket.copy.tickets()))


def matters(made: GeneratedDesk) -> dict[str, str]:
    """Ticket → the one thing that it tells of."""
    return {
        f"odoo:{key}": f"incident {true.incident}" if true.incident else f"matter {true.duplicate_of or key}"
        for key, true in made.truth.tickets.items()
    }


def stretched(tickets: pl.DataFrame, texts: pl.DataFrame, made: GeneratedDesk, seed: int) -> pl.DataFrame:
    """The tickets with some incidents made longer by whole days."""
    rng = np.random.default_rng(seed)
    named = dict(zip(texts["key"], texts["entities"].to_list(), strict=True))
    opened = dict(zip(tickets["key"], tickets["opened_at"], strict=True))
    later: dict[str, timedelta] = {}
    for incident in made.truth.incidents:
        keys = [f"odoo:{number}" for number in incident.tickets]
        most = Counter(name for key in keys for name in named[key]).most_common(1)
        if len(keys) < 2 or rng.random() >= (0.8 if most and most[0][1] >= len(keys) / 2 else 0.1):
            continue
        span = max((opened[keys[-1]] - opened[keys[0]]) / timedelta(days=1), 1e-6)
        longer = rng.uniform(0.75, 2.5)
        for key in keys[1:]:
            later[key] = timedelta(days=round((opened[key] - opened[keys[0]]) / timedelta(days=1) / span * longer))
    add = pl.Series([later.get(key, timedelta()) for key in tickets["key"]], dtype=pl.Duration("us"))
    return tickets.with_columns(pl.col("opened_at", "closed_at") + add)


def labelled(seed: int, tickets: int, language_mix: float, days: int) -> tuple[Floats, Floats]:
    """The evidence of a desk's candidate pairs, and whether each is one thing."""
    first = LAST_DAY - timedelta(days=days)
    made = generate(seed=seed, tickets=tickets, first_day=first, last_day=LAST_DAY, language_mix=language_mix)
    frame, texts = tables(made)
    likeness = Likeness.fit(texts)
    in_time = in_order(stretched(frame, texts, made, seed), texts)
    rows = Rows.read(in_time, likeness, places=np.arange(in_time.height))
    found: Pairs = pairs(rows, 0)
    of = matters(made)
    matter = np.array([of[key] for key in in_time["key"]])
    seen = evidence(rows, found, Usual.of(in_time, likeness))
    return seen, (matter[found.earlier] == matter[found.later]).astype(np.float64)


def without(seen: Floats, *, team: bool) -> Floats:
    """The same pairs as they would look had nobody put tags or a category on the tickets, nor a `team`."""
    bare = seen.copy()
    sorting = {"category": 0, "tags": 0, "untagged": 1} | ({"team": 0, "unsorted": 1} if team else {})
    for name, value in sorting.items():
        bare[:, NAMES.index(name)] = value
    return bare


def thinned(seen: Floats, same: Floats) -> tuple[Floats, Floats]:
    """All pairs that are one thing, and one in so many others."""
    kept = (same > 0) | (np.random.default_rng(1).random(len(same)) < 1 / ONE_IN)
    return seen[kept], same[kept]


def fitted(seen: Floats, same: Floats, unused: Collection[str], given: Mapping[str, float]) -> dict[str, float]:
    """The weights that make `same` likeliest, with a ridge of 1 on standardised columns and the signs of FOR and AGAINST."""
    used = [name for name in NAMES if name not in unused]
    columns = seen[:, [NAMES.index(name) for name in used]]
    scale = columns.std(axis=0) + 1e-9
    inputs, sign = np.column_stack([np.ones(len(columns)), columns / scale]), 2 * same - 1

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * (inputs @ weights)
        wrong = 1 / (1 + np.exp(np.clip(margin, -30, 30)))
        ridge = np.append(0.0, weights[1:])
        return float(np.logaddexp(0, -margin).sum() + (ridge**2).sum() / 2), -(inputs * (sign * wrong)[:, None]).sum(
            axis=0
        ) + ridge

    bounds: list[tuple[float | None, float | None]] = [(None, None)]
    for name, size in zip(used, scale, strict=True):
        sided = (0, None) if name in FOR else (None, 0) if name in AGAINST else (None, None)
        bounds.append((given[name] * size,) * 2 if name in given else sided)
    found = minimize(loss, np.zeros(len(used) + 1), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000}).x
    weights = dict(zip(used, found[1:] / scale, strict=True))
    constant = float(found[0]) - log(ONE_IN)
    return {"": round(constant, 3), **{name: round(float(weights.get(name, 0.0)), 3) for name in NAMES}}


if __name__ == "__main__":
    desks = [labelled(*desk) for desk in DESKS]
    pairs_seen, answers = np.vstack([desk[0] for desk in desks]), np.concatenate([desk[1] for desk in desks])
    every = np.vstack([pairs_seen, without(pairs_seen, team=False), without(pairs_seen, team=True)])
    evidence_of_all, answers = thinned(every, np.tile(answers, 3))
    own = evidence_of_all[:, NAMES.index("same_person")] > 0
    for title, chosen, given in (("INCIDENT", ~own, SET), ("PERSON", own, TWINS)):
        print(f"{title}: Mapping[str, float] = {{")
        for name, weight in fitted(evidence_of_all[chosen], answers[chosen], UNUSED[title], given).items():
            print(f'    "{name}": {weight},')
        print("}")
