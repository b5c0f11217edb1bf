"""How many slips of the finger lie between two words."""

from __future__ import annotations


def slips(one: str, other: str, most: int) -> int:
    """Letters added, left out, changed or swapped with their neighbour (each one slip); `most` + 1 for anything beyond `most`.

    The restricted Damerau-Levenshtein distance (optimal string alignment).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                row[j] = min(row[j], older[j - 2] + 1)
    return min(row[-1], most + 1)
