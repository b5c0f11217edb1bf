"""All tickets in groups of one thing that is wrong, with the numbers and names that the groups had before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from unticket.patterns.grouping.centres import Centres, Numbers, Said, alike, centres
from unticket.patterns.grouping.clusters import clusters
from unticket.patterns.grouping.feedback import NOTHING_SAID, Feedback
from unticket.patterns.grouping.identity import Identity, Wishes, identity
from unticket.patterns.grouping.judged import judged
from unticket.patterns.grouping.label import Label
from unticket.patterns.grouping.memory import Memory, as_ids
from unticket.patterns.grouping.naming import labelled, labels
from unticket.patterns.grouping.repair import repaired
from unticket.patterns.grouping.threshold import threshold
from unticket.patterns.likeness.distinct import Distinct, distinct
from unticket.patterns.likeness.likeness import Likeness

ISSUES = pl.Schema({"key": pl.String(), "issue": pl.String()})
_GROWN = 2  # times as many texts as the groups were found on: then they are found anew, and keep their numbers
_JUDGED = 1_500  # distinct texts that the threshold is learned from
_MOST_ALONE = 3_000  # lone texts, the newest, that a new ticket is held to as well
_MOST_TEXTS = 200  # texts that the centre of an issue is made of which a person has divided


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """`issues`: (key, issue) of every ticket, "" where it says nothing. `labels`: of every issue. `memory`: for next time."""

    issues: pl.DataFrame
    labels: Mapping[str, Label]
    memory: Memory


def group(
    tickets: pl.DataFrame, texts: pl.DataFrame, *, memory: Memory | None = None, feedback: Feedback = NOTHING_SAID
) -> Grouping:
    """Group `tickets` (columns of the ticket table) by what their `texts` (columns of the text table) say is wrong.

    With `memory` an issue keeps its number and name as tickets come and go; `feedback` wins over what is computed. What was
    placed since the last run is grouped as if it came now, and keeps the numbers given meanwhile as far as it is together.
    A ticket without a row in `texts` says nothing. Time is linear in the number of tickets and memory is bounded beside the
    frames; the order of rows does not matter.
    """
    before = memory or Memory()
    wishes = Wishes.of(feedback)
    said = distinct(texts.join(tickets.select("key"), on="key", how="semi"))
    likeness = Likeness.fit(said.texts)
    at_least = _threshold(likeness, said, feedback)
    anew = said.texts.height >= _GROWN * before.founded_on
    if anew:
        found = clusters(likeness, said.texts, at_least)
    else:
        found = repaired(likeness, said.texts, at_least, _before(said, before, wishes))
    placed = _placed(tickets, said, found.group, before, wishes)
    known = identity(placed, wishes)
    gone = _gone(before, placed["old"], wishes)
    number = _numbers(placed, known, max(before.next_number, wishes.highest + 1))
    number |= _returned(_centres_of_new(placed, likeness, said), gone, before.threshold) if len(gone.of) else {}
    next_number = max([before.next_number, wishes.highest + 1, *(each + 1 for each in number.values())])
    placed = _divided(_with_numbers(placed, number), known, likeness, said)
    placed = _wished(placed, wishes)
    placed, next_number = judged(placed, feedback, wishes, next_number)
    rows = tickets.select("key").join(placed.select("key", "issue"), on="key", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("issue").fill_null(0).cast(pl.UInt32))
    of_groups = found.centres.numbered({each: wishes.into.get(issue, issue) for each, issue in number.items()})
    named = _named(placed, said, before, feedback)
    kept = Memory(
        next_number=next_number,
        tickets=rows,
        labels=named,
        likeness=likeness,
        threshold=at_least,
        founded_on=said.texts.height if anew else before.founded_on,
        centres=_centres(placed, of_groups, likeness, said) + _gone(before, placed["issue"], wishes),
    )
    return Grouping(issues=as_ids(rows), labels=kept.by_id(), memory=kept)


def _before(said: Distinct, before: Memory, wishes: Wishes) -> Numbers:
    """The issue of each distinct text in the last run: that of most of its tickets; 0 for a text that came since."""
    counted = (
        said.places.join(before.standing.filter(pl.col("issue") > 0), on="key")
        .group_by("place", "issue")
        .len()
        .sort(["place", "len", "issue"], descending=[False, True, False])
        .unique("place", keep="first")
    )
    issue = np.zeros(said.texts.height, dtype=np.int64)
    issue[counted["place"].to_numpy()] = counted["issue"].cast(pl.Int64).replace(dict(wishes.into)).to_numpy()
    return issue


def _threshold(likeness: Likeness, said: Distinct, feedback: Feedback) -> float:
    sample = alike(Said.of(likeness, said.texts[:_JUDGED]))
    judged_keys = [key for pair in feedback.same | feedback.different for key in pair]
    place = dict(said.places.filter(pl.col("key").is_in(judged_keys)).iter_rows())
    return threshold(
        sample,
        same=_alikeness(likeness, said, place, sorted(feedback.same)),
        different=_alikeness(likeness, said, place, sorted(feedback.different)),
    )


def _alikeness(likeness: Likeness, said: Distinct, place: Mapping[str, int], pairs: Sequence[tuple[str, str]]) -> list[float]:
    there = [(place[a], place[b]) for a, b in pairs if a in place and b in place][:_JUDGED]
    return [float(alike(Said.of(likeness, said.texts[list(pair)]))[0, 1]) for pair in there]


def _placed(tickets: pl.DataFrame, said: Distinct, group: Numbers, before: Memory, wishes: Wishes) -> pl.DataFrame:
    """(key, place, group, opened_at, old) of each ticket that says something."""
    frame = said.places.with_columns(pl.Series("group", group[said.places["place"].to_numpy()], dtype=pl.Int64))
    frame = frame.join(tickets.select("key", "opened_at"), on="key", how="left")
    frame = frame.join(before.tickets.select("key", pl.col("issue").cast(pl.Int64).alias("old")), on="key", how="left")
    frame = frame.with_columns(pl.col("old").fill_null(0).replace(dict(wishes.into)))
    frame = frame.join(wishes.moved_frame(), on="key", how="left").with_columns(pl.coalesce("moved", "old").alias("old"))
    return frame.sort("opened_at", "key")


def _numbers(placed: pl.DataFrame, known: Identity, after: int) -> dict[int, int]:
    """The issue of each group: the one that it was, or a new number in the order of their first tickets."""
    number = dict(known.number)
    for group in placed.unique("group", keep="first", maintain_order=True)["group"]:
        if group not in number and group not in known.divided:
            number[group] = after
            after += 1
    return number


def _centres_of_new(placed: pl.DataFrame, likeness: Likeness, said: Distinct) -> Centres:
    """The centres of the newest groups that hold no ticket which was there before."""
    rows = placed.with_row_index("row").filter((pl.col("old") == 0).all().over("group"))
    newest = rows.unique("group", keep="last", maintain_order=True).tail(_MOST_ALONE)["group"]
    at = rows.filter(pl.col("group").is_in(newest.implode()))["row"].to_numpy().astype(np.int64)
    if not len(at):
        return Centres()
    return _centres_of(at, placed["group"].to_numpy(), placed["place"].to_numpy(), likeness, said)


def _returned(new: Centres, gone: Centres, threshold: float) -> dict[int, int]:
    """New groups that are what an issue was about whose tickets are gone: the most alike first, each issue once."""
    if not len(new.of):
        return {}
    nearest = gone.nearest(new.as_said())
    number: dict[int, int] = {}
    for row in np.argsort(-nearest.alike, kind="stable"):
        group, issue = int(new.of[row]), int(nearest.group[row])
        if nearest.alike[row] >= threshold and group not in number and issue not in number.values():
            number[group] = issue
    return number


def _gone(before: Memory, there: pl.Series, wishes: Wishes) -> Centres:
    """What remembered issues were about that have no ticket any more (`there`: the issues that have)."""
    present = set(there.unique())
    numbers = {int(of): wishes.into.get(int(of), int(of)) for of in before.centres.of}
    return before.centres.numbered({of: now for of, now in numbers.items() if now not in present})


def _with_numbers(placed: pl.DataFrame, number: Mapping[int, int]) -> pl.DataFrame:
    of = pl.DataFrame({"group": list(number), "issue": list(number.values())}, schema={"group": pl.Int64, "issue": pl.Int64})
    return placed.join(of, on="group", how="left", maintain_order="left")


def _divided(placed: pl.DataFrame, known: Identity, likeness: Likeness, said: Distinct) -> pl.DataFrame:
    """In a group that people keep apart, known tickets stay where they are, and new ones follow those they are most like."""
    issue = (
        placed["issue"].to_numpy().copy()
        if placed["issue"].null_count() == 0
        else placed["issue"].fill_null(0).to_numpy().copy()
    )
    group, old, place = (placed[name].to_numpy() for name in ("group", "old", "place"))
    for number, issues in known.divided.items():
        inside = np.flatnonzero(group == number)
        stays = np.isin(old[inside], issues)
        issue[inside[stays]] = old[inside[stays]]
        others = inside[~stays]
        if len(others):
            own = _centres_of(inside[stays], issue, place, likeness, said)
            different, back = np.unique(place[others], return_inverse=True)
            nearest = own.nearest(Said.of(likeness, said.texts[different])).group[back]
            issue[others] = np.where(nearest > 0, nearest, issues[0])
    return placed.with_columns(pl.Series("issue", issue))


def _centres_of(rows: Numbers, issue: Numbers, place: Numbers, likeness: Likeness, said: Distinct) -> Centres:
    """The centres of issues by some of their tickets, each different text once."""
    pairs = pl.DataFrame({"issue": issue[rows], "place": place[rows]}).unique().sort("issue", "place")
    some = pairs.group_by("issue", maintain_order=True).head(_MOST_TEXTS)
    return centres(Said.of(likeness, said.texts[some["place"].to_numpy()]), some["issue"].to_numpy())


def _wished(placed: pl.DataFrame, wishes: Wishes) -> pl.DataFrame:
    issue = pl.col("issue").replace(dict(wishes.into))
    return placed.with_columns(pl.coalesce("moved", issue).alias("issue"))


def _centres(placed: pl.DataFrame, of_groups: Centres, likeness: Likeness, said: Distinct) -> Centres:
    """Of the groups as they were found, numbered; of what people divided, by its tickets; of the newest lone texts."""
    rest = placed.with_row_index("row").filter(~pl.col("issue").is_in(of_groups.of.tolist()))
    sizes = rest.group_by("issue").len()
    alone = rest.join(sizes.filter(pl.col("len") == 1), on="issue", how="semi").sort("opened_at", "key").tail(_MOST_ALONE)
    many = rest.join(sizes.filter(pl.col("len") > 1), on="issue", how="semi")
    rows = np.concatenate([many["row"].to_numpy(), alone["row"].to_numpy()]).astype(np.int64)
    if not len(rows):
        return of_groups
    return of_groups + _centres_of(rows, placed["issue"].to_numpy(), placed["place"].to_numpy(), likeness, said)


def _named(placed: pl.DataFrame, said: Distinct, before: Memory, feedback: Feedback) -> dict[int, Label]:
    counted = placed.group_by("place", "issue").len("tickets").with_columns(pl.col("place").cast(pl.Int64))
    found = labels(counted.sort("place", "issue"), said.texts, feedback)
    sizes = dict(placed.group_by("issue").len().iter_rows())
    earlier = dict(before.tickets.group_by("issue").len().iter_rows())
    for issue, label in before.labels.items():
        grown = sizes.get(issue, 0) > 2 * earlier.get(issue, 0)  # then the first tickets' words may not fit any more
        if issue not in found or not (grown or label.named_by_person or found[issue].named_by_person):
            words = found[issue].words if issue in found else label.words
            found[issue] = labelled(issue, label.text, words, feedback)
    return found
