"""Whether a machine wrote what stands on a ticket: desks keep no headers, so sender, subject and words must show it."""

from __future__ import annotations

import re
from collections.abc import Collection

from unticket.patterns.text.folding import fold
from unticket.patterns.text.own_words import split
from unticket.patterns.text.visible import visible_text

_LOOKED_AT = 20_000  # letters: a bounce says what it is at its top, and quotes the mail that came back below
# Not no-reply@: web forms send people's own words from there. Such a ticket goes to a person, and nobody is written to.
_MACHINES = re.compile(r"mailer[-_.]?daemon|postmaster|bounces?|auto[-_.]?re(ply|sponder)")
_NAMES = ("mailer daemon", "mail delivery subsystem", "mail delivery system", "postmaster", "microsoft outlook")
# At the beginning of a subject, folded; "Re:" and the like before them are read over.
_SUBJECTS = re.compile(
    r"(?:(?:re|aw|fwd?|tr|vs)\s*:\s*)*(?:\[[^\]]{0,80}\]\s*)?(?:"
    r"auto(?:matic|mated)?[ -]?(?:reply|response|answer)|auto(?:reply|responder)|auto\s*:|out[ -]of[ -](?:the[ -])?office|"
    r"(?:on|vacation|holiday|away)[ -](?:vacation|leave|reply|message|notice)|i am (?:currently )?(?:away|out of|on leave)|"
    r"undeliver(?:able|ed)|(?:mail )?delivery (?:status notification|failure|has failed|incomplete|delayed)|mail delivery|"
    r"returned mail|failure notice|message (?:not delivered|undeliverable|delayed)|warning: (?:could not send|message)|"
    r"read receipt|read:|not read:|"
    r"(?:thu |phan hoi |tra loi |email )?tu dong\b|(?:tra loi|phan hoi|thong bao) vang mat|vang mat\b|"
    r"(?:thu|email) (?:khong gui duoc|bi tra lai)|khong gui duoc (?:thu|email)"
    r")"
)
_WORDS = re.compile(
    r"this is an? (?:automatic|automated|auto[- ]generated)|(?:automatically|auto)[- ]generated (?:message|mail|e-?mail|reply)|"
    r"this (?:message|mail|e-?mail) (?:was|is|has been) (?:sent |created |generated )?automatically|"
    r"i am (?:currently |now )?(?:out of (?:the )?office|on (?:annual |maternity |sick )?leave|on (?:vacation|holiday))"
    r"[^.]{0,80}(?:until|return|back|no access|limited access)|"
    r"(?:could not|cannot|couldn't|wasn't|was not) be delivered to|delivery to the following recipient|"
    r"the following (?:address|recipient|message)[^.]{0,40}(?:failed|undeliverable)|"
    r"day la (?:thu|email|tin nhan|phan hoi) (?:tra loi )?tu dong|(?:thu|email) nay duoc (?:gui|tao) tu dong|"
    r"(?:toi|minh|em) (?:hien )?(?:dang )?(?:vang mat|nghi phep)[^.]{0,80}(?:den|tro lai|quay lai)"
)
_REPORTS = re.compile(
    r"^\s*(?:auto-submitted: *auto-|final-recipient: *rfc822|diagnostic-code: *smtp|x-failed-recipients:)", re.M
)
_OUR_MESSAGE = re.compile(r"<[0-9a-f]{40}@[a-z0-9.-]+>")  # as the acting path names each mail it sends


def why_automatic(*, sender: str = "", name: str = "", subject: str = "", body: str = "", own: Collection[str] = ()) -> str:
    """A public clause that says why this is no person's request, or "". `own`: the addresses that we and the desk send from.

    Doubts count as yes: an answer to a machine may go round for ever, a person who is not answered by one loses nothing.
    """
    sender, folded = sender.casefold(), fold(subject)
    if sender and sender in {address.casefold() for address in own}:
        return "it comes from our own address"
    if _MACHINES.match(sender.partition("@")[0]) or fold(name).replace("-", " ").strip() in _NAMES:
        return "a machine sent it"
    if _SUBJECTS.match(folded.strip()):
        return "its subject is that of an automatic mail"
    text = visible_text(body)[:_LOOKED_AT]
    plain = text.lower()
    if _OUR_MESSAGE.search(plain):
        return "it brings back a mail of ours"
    if _REPORTS.search(plain):
        return "it reports on another mail"
    if _WORDS.search(fold(split(text).own)):  # our own mail, quoted below a person's answer, says so too
        return "it says itself that it was sent automatically"
    return ""
