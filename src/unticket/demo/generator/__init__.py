"""Realistic desks of any size whose truth is known: which cause, which incident, which people stand behind each ticket."""

from unticket.demo.generator.desk import GeneratedDesk, Truth, generate
from unticket.demo.generator.frame import generate_frame
from unticket.demo.generator.truth import Effect, TrueCause, TrueIncident, TruePerson, TrueTicket

__all__ = [
    "Effect",
    "GeneratedDesk",
    "TrueCause",
    "TrueIncident",
    "TruePerson",
    "TrueTicket",
    "Truth",
    "generate",
    "generate_frame",
]
