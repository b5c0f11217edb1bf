"""Who counts as dead."""

from __future__ import annotations

from unticket.engine.watch import Watch


def looked_at(watch: Watch, signs: dict[str, float], *instants: float) -> list[str]:
    """The dead at the last of `instants`, at each of which the same signs are seen."""
    dead: list[tuple[str, float]] = []
    for now in instants:
        dead = watch.silent(signs, now)
    return [worker for worker, _sign in dead]


def test_dead_is_who_gave_no_sign_for_a_whole_lease_of_looking() -> None:
    watch = Watch(10)
    assert looked_at(watch, {"a": 1.0}, 100, 104, 108) == []
    assert looked_at(watch, {"a": 1.0}, 110, 111) == ["a"]


def test_a_new_sign_of_life_begins_the_lease_anew() -> None:
    watch = Watch(10)
    looked_at(watch, {"a": 1.0}, 100, 104, 108)
    assert looked_at(watch, {"a": 2.0}, 111, 115, 119) == []


def test_who_did_not_look_meanwhile_holds_nobody_dead() -> None:
    """The database was away, or we slept: then all the others were silent, too."""
    watch = Watch(10)
    looked_at(watch, {"a": 1.0}, 100, 104)
    assert looked_at(watch, {"a": 1.0}, 200) == []
    assert looked_at(watch, {"a": 1.0}, 204, 208, 211) == ["a"]
