"""Names for issues out of their own tickets' words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.grouping.label import Label
from unticket.patterns.grouping.memory import issue_id, number_of
from unticket.patterns.grouping.spelling import spelled
from unticket.patterns.text.folding import fold

_LONGEST = 80  # characters of a label
_SHORTEST = 2  # words of one: "Help" says nothing
_WORDS = 6
_READ = 20  # texts of an issue whose spelling is looked at
_LOOKED_AT = 300  # texts of an issue that its words and label are taken from
_EDGES = re.compile(r"^[\s\W]*(?:(?:re|fw|fwd|urgent|help|khẩn|gấp)\b[\s:!\-–\]]*)*|[\s.,;:!?\-–]+$", re.IGNORECASE)


def labels(numbered: pl.DataFrame, texts: pl.DataFrame, feedback: Feedback) -> dict[int, Label]:
    """The label of each issue. `numbered`: (place, issue, tickets): a row of `texts`, and how many tickets say that.

    The subject of the ticket whose words its issue says most often, in the language that most of them are written in; the
    words that stand in it more often than in the others (class-based TF-IDF).
    """
    some = numbered.sort("tickets", "place", descending=[True, False]).group_by("issue", maintain_order=True).head(_LOOKED_AT)
    rows = texts[some["place"].to_numpy()].select("subject", "shown", "language", "subject_words", "words", "entities")
    long = some.with_columns(rows)
    strengths = _strengths(long)
    words = _words(long, strengths)
    named_by_all = _named_by_all(long)
    named = dict(named_by_all.iter_rows())
    return {
        issue: labelled(issue, _with_names(subject, named.get(issue, ())), words.get(issue, ()), feedback)
        for issue, subject in _central(long, strengths, named_by_all).iter_rows()
    }


def labelled(issue: int, subject: str, words: tuple[str, ...], feedback: Feedback) -> Label:
    """The label of `issue` with what people said about it."""
    name = issue_id(issue)
    own = feedback.names.get(name, "")
    return Label(
        text=own or trimmed(subject) or ", ".join(words[:3]),
        words=words,
        named_by_person=bool(own),
        owner=feedback.owners.get(name, ""),
        pinned=name in feedback.pinned,
        muted=name in feedback.muted,
    )


def labels_with(known: Mapping[int, Label], feedback: Feedback) -> dict[int, Label]:
    """`known` labels with what people say of their issues now."""
    spoken_of = {number_of(issue) for issue in (*feedback.names, *feedback.owners, *feedback.pinned, *feedback.muted)}
    return {
        issue: labelled(issue, label.text, label.words, feedback)
        if issue in spoken_of or label.named_by_person or label.owner or label.pinned or label.muted
        else label
        for issue, label in known.items()
    }


def trimmed(subject: str) -> str:
    """A subject as a label: without calls for help around it, at most 80 characters, cut between words."""
    bare = _EDGES.sub("", " ".join(subject.split()))
    if len(bare) > _LONGEST:
        bare = bare[:_LONGEST].rsplit(" ", 1)[0] + "…"
    return bare[:1].upper() + bare[1:]


def _with_names(subject: str, named: Sequence[str]) -> str:
    """The subject with what all tickets name ("lesson 3"), where it does not stand there already."""
    missing = [name for name in named if name not in fold(subject)][:2]
    return f"{trimmed(subject)} ({', '.join(missing)})" if missing else subject


def _named_by_all(long: pl.DataFrame) -> pl.DataFrame:
    sizes = long.group_by("issue").len("texts").filter(pl.col("texts") > 1)
    named = long.select("issue", pl.col("entities").list.unique().alias("name")).explode("name").drop_nulls()
    return (
        named.group_by("issue", "name")
        .len()
        .join(sizes, on="issue")
        .filter(pl.col("len") == pl.col("texts"))
        .sort("issue", "name")
        .group_by("issue")
        .agg("name")
    )


def _strengths(long: pl.DataFrame) -> pl.DataFrame:
    """(issue, word, strength): how much each word stands for its issue: share there × rarity among all."""
    said = (
        long.select("issue", "tickets", pl.col("words").list.unique().alias("word"))
        .explode("word")
        .drop_nulls()
        .group_by("issue", "word")
        .agg(pl.len().alias("count"))
    )
    sizes = long.group_by("issue").len("texts")
    headed = long.select("issue", pl.col("subject_words").list.unique().alias("word")).explode("word").drop_nulls()
    said = said.join(headed.group_by("issue", "word").len("headed"), on=["issue", "word"], how="left")
    everywhere = said.group_by("word").agg(pl.len().alias("issues"))
    number = max(sizes.height, 1)
    share = (pl.col("count") + pl.col("headed").fill_null(0)) / pl.col("texts")  # what stands in the subject counts twice
    return (
        said.join(sizes, on="issue")
        .join(everywhere, on="word")
        .select(
            "issue",
            "word",
            # a word that one of several texts has is its writer's word, or a slip of the hand
            pl.when((pl.col("count") == 1) & (pl.col("texts") > 2))
            .then(0.0)
            .otherwise(share * (1 + number / pl.col("issues")).log())
            .alias("strength"),
        )
    )


def _words(long: pl.DataFrame, strengths: pl.DataFrame) -> dict[int, tuple[str, ...]]:
    best = (
        strengths.filter((pl.col("word").str.len_chars() > 1) & ~pl.col("word").str.contains(r"^‹|\d"))
        .sort(["issue", "strength", "word"], descending=[False, True, False])
        .group_by("issue", maintain_order=True)
        .head(2 * _WORDS)
        .group_by("issue", maintain_order=True)
        .agg("word")
    )
    read = long.group_by("issue", maintain_order=True).head(_READ).group_by("issue", maintain_order=True)
    texts = read.agg(pl.concat_str("subject", pl.lit(" . "), "shown").alias("text"), "language")
    return {
        issue: spelled(words, zip(text, languages, strict=True), _WORDS)
        for issue, words, text, languages in best.join(texts, on="issue", maintain_order="left").iter_rows()
    }


def _central(long: pl.DataFrame, strengths: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """(issue, subject): of the text whose subject holds the strongest words, in the language of most tickets."""
    spoken = (
        long.filter(pl.col("language") != "")
        .group_by("issue", "language")
        .agg(pl.col("tickets").sum())
        .sort(["issue", "tickets", "language"], descending=[False, True, False])
        .unique("issue", keep="first")
        .select("issue", pl.col("language").alias("spoken"))
    )
    numbered = long.with_row_index("row")
    strength = (
        numbered.select("row", "issue", pl.col("subject_words").list.unique().alias("word"))
        .explode("word")
        .drop_nulls()
        .join(strengths, on=["issue", "word"], how="left")
        .group_by("row")
        .agg(pl.col("strength").sum(), pl.len().alias("own"))
        # strong words, and few that are not: the mean, drawn a little towards longer subjects
        .with_columns((pl.col("strength") / (pl.col("own") + 1)).alias("mean"))
    )
    return (
        numbered.join(strength, on="row", how="left")
        .join(spoken, on="issue", how="left")
        .join(named.select("issue", "name"), on="issue", how="left")
        .with_columns(
            # "lesson 7" is no name for an issue that not all tickets of tell of lesson 7
            (pl.col("subject").str.contains(r"\d") & pl.col("name").is_null()).alias("particular"),
            (pl.col("language") == pl.col("spoken")).fill_null(value=False).alias("in_it"),
            (pl.col("own").fill_null(0) >= _SHORTEST).alias("tells"),
            pl.col("mean").fill_null(0.0),
        )
        .sort(
            ["issue", "in_it", "tells", "particular", "mean", "tickets", "row"],
            descending=[False, True, True, False, True, True, False],
        )
        .unique("issue", keep="first", maintain_order=True)
        .select("issue", pl.when(pl.col("subject") == "").then(pl.col("shown")).otherwise(pl.col("subject")))
    )
