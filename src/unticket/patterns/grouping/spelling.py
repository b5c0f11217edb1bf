"""Words as people wrote them: analysis folds them, a page shows them with their marks and their neighbours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from unticket.patterns.text.folding import fold

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_READ = 400  # characters of a text
_TOGETHER = 0.6  # of a syllable's places beside one other syllable: the two are one Vietnamese word


def spelled(words: Sequence[str], texts: Iterable[tuple[str, str]], most: int) -> tuple[str, ...]:
    """`words` (folded, the strongest first) as `texts` (text, language) spell them, at most `most`; "khoan" as "tài khoản"."""
    wanted = set(words)
    spellings: dict[str, Counter[str]] = {}
    beside: dict[str, Counter[tuple[str, str]]] = {}
    seen: Counter[str] = Counter()
    for text, language in texts:
        tokens = [token.lower() for token in _WORD.findall(text[:_READ])]
        folded = [fold(token) for token in tokens]
        for place, word in enumerate(folded):
            spellings.setdefault(word, Counter())[tokens[place]] += 1
            if word in wanted and language == "vi":
                seen[word] += 1
                for first, second in zip(
                    folded[max(place - 1, 0) : place + 1], folded[max(place - 1, 0) + 1 : place + 2], strict=False
                ):
                    if not (first.isdigit() or second.isdigit()):
                        beside.setdefault(word, Counter())[first, second] += 1
    told: list[str] = []
    used: set[str] = set()
    for word in words:
        if word in used:
            continue
        pair, together = beside[word].most_common(1)[0] if word in beside else ((word, ""), 0)
        parts: tuple[str, ...] = pair if together >= 2 and together >= _TOGETHER * seen[word] else (word,)
        used.update(parts)
        told.append(" ".join(_usual(spellings.get(part), part) for part in parts))
        if len(told) == most:
            break
    return tuple(told)


def _usual(spellings: Counter[str] | None, word: str) -> str:
    """The most frequent spelling; with marks rather than without where both occur."""
    if not spellings:
        return word
    return max(spellings, key=lambda spelling: (spelling != word, spellings[spelling], spelling))
