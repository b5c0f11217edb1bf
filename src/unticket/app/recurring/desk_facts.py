"""What the desk's owner says beside the tickets: the register of known errors, working hours, rates, days and sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from unticket.model.errors import ConfigurationError

if TYPE_CHECKING:
    from unticket.patterns.causes.register import Register
    from unticket.patterns.options import Options
    from unticket.settings import Settings


class DeskFacts:
    """The settings' word, as patterns read it. Raises `ConfigurationError` where it cannot be read."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def register(self) -> Register:
        """The known errors of the settings' file; none where the default file is not there. Raises `ConfigurationError`."""
        from unticket.patterns.causes.register import Register, parse_register
        from unticket.patterns.text.lexicon.lexicon import lexicon

        path = self._settings.folder / self._settings.patterns.known_errors
        try:
            return parse_register(path.read_text("utf-8-sig"), where=path.name, concepts=lexicon().kinds)
        except FileNotFoundError as error:
            if "known_errors" in self._settings.patterns.model_fields_set:
                raise ConfigurationError(
                    f"There is no register of known errors {path}.", "Mend patterns.known_errors, or write that file."
                ) from error
            return Register()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
            raise ConfigurationError(f"The register {path} cannot be read: {reason}.") from error

    @cached_property
    def options(self) -> Options:
        """What the settings say of the desk."""
        from unticket.patterns.evidence.working_hours import WorkingHours
        from unticket.patterns.options import Options
        from unticket.patterns.school_calendar import Calendar, Span

        said, timezone = self._settings.patterns, self._settings.timezone
        spans = {
            name: tuple(Span(name=day.name, first=day.first, last=day.last) for day in said.days(name))
            for name in ("terms", "holidays", "exams")
        }
        free = frozenset(
            day.first + timedelta(days=n) for day in said.days("holidays") for n in range((day.last - day.first).days + 1)
        )
        return Options(
            timezone=timezone,
            hours=WorkingHours(timezone=timezone, week=said.hours, holidays=free) if said.hours else None,
            hourly_rate=said.hourly_rate,
            currency=said.currency,
            notice=timedelta(minutes=said.notice_minutes),
            sizes=dict(_sizes(said.sizes)),
            calendar=Calendar(**spans),
            runbooks=_built_runbooks(),
        )


def _sizes(said: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Each class as the texts name it, whatever the language. Raises `ConfigurationError`."""
    from unticket.patterns.text.entities import entities
    from unticket.patterns.text.tokens import tokens

    for name, size in said.items():
        found = entities(tokens(name))
        if len(found) != 1:
            raise ConfigurationError(f"patterns.class_sizes: {name!r} is no class by its name.", "Write it as class A = 25.")
        yield found[0], size


def _built_runbooks() -> frozenset[str]:
    """A runbook is a folder of `runbooks/` with a decision table; the others are what they have in common."""
    import pkgutil
    from importlib.util import find_spec

    from unticket import runbooks

    folders = [module.name for module in pkgutil.iter_modules(runbooks.__path__) if module.ispkg]
    return frozenset(name for name in folders if find_spec(f"{runbooks.__name__}.{name}.table") is not None)
