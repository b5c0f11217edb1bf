"""Moodle's failures in our words: what happened, to what, and the next move. Moodle's own texts are not repeated."""

from __future__ import annotations

import re

from unticket.connectors.https_trouble import NotSent, Redirected
from unticket.model.errors import ConnectorError, CredentialsRefused, RateLimited, UnexpectedPayload, Unreachable

_HOW_TO = "docs/connect-moodle.md shows what the token needs."


class Closed(Unreachable):
    """The site is under maintenance and did nothing."""


class NotAllowed(CredentialsRefused):
    """The token is good, but its owner may not do this."""


class WrongCall(UnexpectedPayload):
    """The site does not know the function or its parameters: another version, or no Moodle at all."""


class SwitchedOff(ConnectorError):
    """Web services, or their REST protocol, are switched off."""


class Refused(ConnectorError):
    """The site will not do this to this account, or we did not ask it to. Nothing was changed or mailed."""


class CannotMail(ConnectorError):
    """The site could not send its mail."""


NOTHING_WAS_DONE = (NotSent, Redirected, Closed, RateLimited, CredentialsRefused, WrongCall, SwitchedOff, Refused, CannotMail)
"""After these nothing was changed or mailed. After any other error of ours, something may have been."""

_OF_THE_OWNER = {
    "wsaccessusersuspended": "is suspended",
    "wsaccessuserdeleted": "was deleted",
    "wsaccessuserunconfirmed": "is not confirmed",
    "wsaccessuserexpired": "has an expired password",
    "wsaccessusernologin": "may not sign in",
}


def from_moodle(place: str, function: str, code: str) -> ConnectorError:
    """The error for Moodle's `errorcode`. `place` is "Moodle at host". Codes of the table in docs/limits.md were seen."""
    if code in _OF_THE_OWNER:
        return CredentialsRefused(f"{place} refused the token: its owner {_OF_THE_OWNER[code]}.", "Mend that user in Moodle.")
    match code:
        case "invalidtoken":
            return CredentialsRefused(
                f"{place} does not know the token: it is wrong, was deleted, or had expired.",
                "An expired token is deleted when it is next used. Make a new one and put it in UNTICKET_LMS__TOKEN.",
            )
        case "accessexception":
            return CredentialsRefused(
                f"{place} refused the token for {function}: it has expired, may not be used from this machine, "
                "or its service lacks that function.",
                f"An expired token is deleted by this very use; the next call then says that it is unknown. {_HOW_TO}",
            )
        case "nopermissions":
            return NotAllowed(f"{place} does not allow the token's owner {function}.", f"A capability is missing. {_HOW_TO}")
        case "sitemaintenance" | "upgraderunning":
            return Closed(f"{place} is under maintenance.", "Try again later.", transient=True)
        case "cannotmailconfirm":
            return CannotMail(
                f"{place} could not send its mail.",
                "Have its outgoing mail mended. The failed try counts: within half an hour Moodle sends one more.",
            )
        case "invalidrecord" | "invalidparameter" | "codingerror":
            return WrongCall(f"{place} does not understand {function} ({code}).", "Moodle 4.5 is what was tried.")
    known = re.sub(r"[^a-z0-9_/]", "", code.lower())[:40]
    return ConnectorError(f"{place} failed at {function} ({known or 'no code'}).", "Its administrator finds more in its logs.")


def another_shape(place: str, what: str) -> UnexpectedPayload:
    """JSON, but not what the function is known to answer."""
    return UnexpectedPayload(f"{place} {what}.", "Look at what answers at lms.url. Moodle 4.5 is what was tried.")


def switched_off(place: str) -> SwitchedOff:
    return SwitchedOff(
        f"{place} answers no web services.",
        "Switch on web services (Advanced features) and the REST protocol (Server → Web services → Manage protocols).",
    )


def hidden(place: str, what: str, capability: str) -> NotAllowed:
    """The answer lacks what is needed to judge an account."""
    return NotAllowed(f"{place} does not show the token's owner {what}.", f"Give its role the capability {capability}.")
