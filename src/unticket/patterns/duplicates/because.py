"""Why two tickets are taken for one thing: the pieces of the reason, and its sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """What a judgement about two tickets rests on, as data: a page in another language makes its own sentence of it."""

    shared_entities: tuple[str, ...] = ()  # "lesson 3"
    shared_concepts: tuple[str, ...] = ()  # ids of the lexicon
    hours: float
    alike: float  # 0..1
    words: tuple[str, ...] = ()  # the strongest that both use
    same_person: bool = False
    by_person: bool = False  # somebody at the desk said so

    def __str__(self) -> str:
        if self.by_person:
            return f"said by a person of the desk, {_apart(self.hours)}"
        same = [*self.shared_entities, *(concept.replace("_", " ") for concept in self.shared_concepts)][:4]
        parts = [f"same {_listed(same)}"] if same else []
        parts += ["same person"] if self.same_person else []
        parts += [_apart(self.hours), f"{self.alike:.2f} alike"]
        quoted = ", ".join(f"'{word}'" for word in self.words)
        return ", ".join(parts) + (f": {quoted}" if quoted else "")


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}"


def _apart(hours: float) -> str:
    if hours < 1:
        return f"{round(hours * 60)} min apart"
    return f"{round(hours)} h apart"
