"""The text table: what analysis reads of each ticket's text, masked, one row a ticket."""

from __future__ import annotations

import polars as pl

# Nothing here names a requester: names, addresses, numbers and secrets are masked before a row is made. Lists are in the
# order of the text, the subject first.
SCHEMA = pl.Schema(
    {
        "key": pl.String(),
        "subject": pl.String(),  # as it is shown
        "shown": pl.String(),  # the writer's own words as they are shown, at most 2,000 characters
        "language": pl.String(),  # "vi", "en", "" for neither or both
        "subject_words": pl.List(pl.String()),  # folded, without stop words
        "words": pl.List(pl.String()),  # those of subject and body, at most 400
        "concepts": pl.List(pl.String()),  # ids of the lexicon: what is wrong with what ("playback", "outage"), each once
        "entities": pl.List(pl.String()),  # "lesson 3", "room 304", "error 502": folded, each once
        "stated": pl.List(pl.Struct({"count": pl.Int64(), "open_ended": pl.Boolean(), "quote": pl.String()})),  # people
        "impact": pl.List(pl.Struct({"kind": pl.String(), "quote": pl.String()})),  # "exam", "deadline", "parents"
        "digest": pl.UInt64(),  # of what was read and by which version of the reader
    }
)

# What agents wrote on a ticket, masked, for causes: one row a message that is no automatic line.
NOTES = pl.Schema(
    {
        "ticket": pl.String(),  # key
        "posted_at": pl.Datetime("us", "UTC"),
        "author": pl.String(),
        "by_agent": pl.Boolean(),
        "internal": pl.Boolean(),
        "text": pl.String(),  # at most 2,000 characters
    }
)
