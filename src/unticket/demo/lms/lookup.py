"""How the site's database compares: MariaDB's equality looks past letter case and accents, PostgreSQL's does not."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Database(StrEnum):
    """What the site keeps its users in."""

    MARIADB = "mariadb"
    POSTGRESQL = "postgresql"


def equal(database: Database, kept: str, asked: str) -> bool:
    """`kept = asked` as this database sees it."""
    return kept == asked if database is Database.POSTGRESQL else _collated(kept) == _collated(asked)


def like(kept: str, pattern: str) -> bool:
    r"""`kept LIKE pattern`, letter case aside, on both: % is anything, _ one character, \ takes the next as it is."""
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    wanted = "".join({"%": ".*", "_": "."}.get(part) or re.escape(part.removeprefix("\\") or part) for part in parts)
    return re.fullmatch(wanted, kept, re.IGNORECASE | re.DOTALL) is not None


def _collated(text: str) -> str:
    """The key of utf8mb4_unicode_ci, near enough: without case, accents and trailing spaces."""
    letters = unicodedata.normalize("NFKD", text.rstrip(" "))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
