"""What is open now as bytes, so that the next run goes on from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from itertools import islice
from typing import Any
from zlib import crc32

import orjson
import polars as pl
from scipy.sparse import csr_matrix

from unticket.patterns.duplicates.duplicates import both_ways
from unticket.patterns.duplicates.groups import Groups, Link
from unticket.patterns.duplicates.judge import Judge
from unticket.patterns.duplicates.rows import Rows
from unticket.patterns.duplicates.standing import Standing
from unticket.patterns.duplicates.story import Member
from unticket.patterns.duplicates.usual import Usual
from unticket.patterns.envelope import packed, packed_matrix, sealed, unpacked, unpacked_matrix, unsealed
from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.likeness.likeness import Likeness

_MARK = b"unticket open duplicates\n"
_KINDS = (Rows, Usual, Judge, Link, Member)
# Another one wherever any of what is kept has other fields.
_VERSION = 1 + crc32(repr([(kind.__name__, [field.name for field in fields(kind)]) for kind in _KINDS]).encode()) % 0xFFFF
_MEMBERS = pl.Schema(
    {"group": pl.Int64(), "place": pl.Int64(), "key": pl.String(), "opened_at": pl.Datetime("us", "UTC"), "text": pl.Int64()}
)
_LINKS = pl.Schema(
    {"place": pl.Int64(), "other": pl.Int64(), "probability": pl.Float64(), "alike": pl.Float64()}
    | dict.fromkeys(("copy", "same_person", "said"), pl.Boolean())
)
_APART = pl.Schema({"place": pl.Int64(), "other": pl.Int64()})


def to_bytes(standing: Standing) -> bytes:
    """`standing` but for its likeness and what people said, which are kept elsewhere."""
    rows, groups = standing._rows, standing._groups
    head = {"came": standing.came, "judge": asdict(standing.judge), "rows": rows is not None}
    texts = [{"place": place, **said} for place, said in standing._texts.items()]
    frames = [
        pl.DataFrame(list(_members(standing)), schema=_MEMBERS, orient="row"),
        pl.DataFrame(list(_links(groups)), schema=_LINKS, orient="row"),
        pl.DataFrame([(one, other) for one, foes in groups.different.items() for other in foes], schema=_APART, orient="row"),
        pl.DataFrame(texts, schema=_texts_schema(rows)),
    ]
    arrays = [*_parts(standing.usual), *(_parts(rows) if rows is not None else ())]
    return sealed(_MARK, _VERSION, [orjson.dumps(head), *map(packed, frames), *arrays])


def from_bytes(content: bytes, likeness: Likeness, *, feedback: Feedback) -> Standing | None:
    """What `to_bytes` made; None where it is damaged or of another version."""
    parts = unsealed(_MARK, _VERSION, content)
    if parts is None:
        return None
    head = orjson.loads(parts[0])
    members, links, apart, texts = (unpacked(part) for part in parts[1:5])
    arrays = iter(parts[5:])
    usual = Usual(**_read(Usual, arrays))
    return Standing(
        likeness=likeness,
        usual=usual,
        judge=Judge(**head["judge"]),
        same=both_ways(feedback.same),
        different=both_ways(feedback.different),
        came=head["came"],
        _rows=Rows(**_read(Rows, arrays)) if head["rows"] else None,
        _groups=_groups(members, links, apart),
        _places=dict(members.select("key", "place").iter_rows()),
        _members={
            place: Member(key=key, opened_at=opened)
            for place, key, opened in members.select("place", "key", "opened_at").iter_rows()
        },
        _texts={said.pop("place"): said for said in texts.iter_rows(named=True)},
    )


def _members(standing: Standing) -> Iterator[tuple[Any, ...]]:
    for group, places in standing._groups.members.items():
        for place in places:
            member = standing._members[place]
            yield group, place, member.key, member.opened_at, standing._groups._text[place]


def _links(groups: Groups) -> Iterator[tuple[Any, ...]]:
    for place, found in groups.links.items():
        for other, link in found.items():
            yield place, other, link.probability, link.alike, link.copy, link.same_person, link.said


def _groups(members: pl.DataFrame, links: pl.DataFrame, apart: pl.DataFrame) -> Groups:
    groups = Groups()
    for group, place, text in members.select("group", "place", "text").iter_rows():
        groups.of[place], groups._text[place] = group, text
        groups.members.setdefault(group, []).append(place)
    groups.links = {place: {} for place in groups.of}
    both: dict[tuple[int, int], Link] = {}  # one link, seen from both sides
    for place, other, *told in links.iter_rows():
        link = both.setdefault((min(place, other), max(place, other)), Link(*told))
        groups.links[place][other] = link
    for place, other in apart.iter_rows():
        groups.different.setdefault(place, set()).add(other)
    return groups


def _texts_schema(rows: Rows | None) -> pl.Schema:
    said = rows.said.schema if rows is not None else pl.Schema()
    return pl.Schema({"place": pl.Int64(), **said})


def _parts(columns: Usual | Rows) -> Iterator[bytes]:
    """Each field of a class of columns: frames and arrays in one part, sparse matrices in three."""
    for field in fields(columns):
        part = getattr(columns, field.name)
        if isinstance(part, csr_matrix):
            yield from packed_matrix(part)
        else:
            yield packed(part if isinstance(part, pl.DataFrame) else pl.DataFrame({"": part}))


def _read(kind: type[Usual | Rows], parts: Iterator[bytes]) -> dict[str, Any]:
    """The fields of `kind`, which `_parts` wrote."""
    found: dict[str, Any] = {}
    for field in fields(kind):
        if field.type == "csr_matrix":
            found[field.name] = unpacked_matrix(list(islice(parts, 3)))
        else:
            frame = unpacked(next(parts))
            found[field.name] = frame if field.type == "pl.DataFrame" else frame[""].to_numpy().copy()
    return found
