"""What nobody but the desk should read is masked: addresses, numbers that identify, passwords, codes and keys, names."""

from __future__ import annotations

import re
from collections.abc import Callable

from unticket.patterns.text.folding import fold
from unticket.patterns.text.person_names import PersonNames

NAME, ADDRESS, NUMBER, SECRET = "‹name›", "‹address›", "‹number›", "‹secret›"

_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'‹›]+", re.IGNORECASE)
_MAIL = re.compile(
    r"(?<![\w.+'-])[\w.+'-]++\s?(?:@|＠|\(at\)|\[at\])\s?[\w-]++(?:(?:\.|\s\.\s|\s?[(\[]dot[)\]]\s?)[a-z][\w-]*)+",
    re.IGNORECASE,
)
_MAILBOX = re.compile(rf"\s*<\s*{ADDRESS}\s*>")
_DISPLAYED = re.compile(r"(?:\"[^\"\n]{1,80}\"|'[^'\n]{1,80}'|[^\W\d_][^\n<>@,;:()\"‹›]{0,60})$")

# A label, perhaps some small words, and a sign or verb that says "here it comes". Vietnamese with and without tone marks.
_LABEL = (
    r"pass\s?word|pass\s?code|pass\s?phrase|passwd|pwd|pw|pass|pin(?:\s?code)?|otp(?:\s?code)?|m[aậạ]t\s?kh[aâẩ]u|mk|"
    r"m[aã]\s(?:otp|pin|x[aá]c\s(?:nh[aậ]n|th[uự]c|minh)|b[aả]o\sm[aậ]t|truy\sc[aậ]p|k[ií]ch\sho[aạ]t)|"
    r"(?:verification|access|activation|security|confirmation|recovery|login|one[- ]time)\s(?:code|key)|"
    r"api[\s_-]?key|(?:access|auth|bearer|refresh|secret)[\s_-]?(?:token|key)|token|secret|private\skey|client[\s_-]secret|"
    r"licen[cs]e\skey|bearer|code"
)
_SMALL = (
    r"(?:\s(?:of\smine|for\s(?:it|me|the\s\w+|my\s\w+)|hi[eệ]n\st[aạ]i|hi[eệ]n\snay|c[uủ]a\s(?:em|t[oô]i|m[iì]nh|con|anh|"
    r"ch[iị]|b[aạ]n|ch[aá]u|e)|"
    r"m[oớ]i|c[uũ]|t[aạ]m\sth[oờ]i|t[aạ]m|b[eê]n\sem|wifi|email|lms|now|today|currently|still))*"
)
_SAID = re.compile(
    rf"(?<![\w/])(?P<label>{_LABEL})(?P<small>{_SMALL})\s*(?P<sign>[:=＝：]|->|=>|\b(?:is|was|will\sbe|are|l[aà])\b\s?:?|"
    rf"\s[-–](?=\s))\s*"
    r"(?P<value>\"[^\"\n]{1,80}\"|“[^”\n]{1,80}”|'[^'\n]{1,80}'|[^\s‹›]+)",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\w/])(?P<label>{_LABEL})(?P<small>{_SMALL})\s+(?P<value>[^\s‹›]+)", re.IGNORECASE)
_TURNED = re.compile(
    r"(?<!\S)(?P<value>[^\s‹›]+)(?P<rest>\s+(?:is|was|l[aà])\s+(?:my|the|his|her|our|m[aậ]t\skh[aẩ]u|mk|"
    r"pass)\s?(?:\w+\s)?(?:password|pin|code|m[aậ]t\skh[aẩ]u|pass)?)",
    re.IGNORECASE,
)
# Quicker than any search by pattern: most texts hold none of these.
_LABELS_SEEN = (
    "pass",
    "pwd",
    "pw",
    "pin",
    "otp",
    "khẩu",
    "khâu",
    "khau",
    "mk",
    "mã",
    "ma ",
    "code",
    "key",
    "token",
    "secret",
    "bearer",
)
_PERSONS_SEEN = (
    " id",
    "id ",
    "no",
    "number",
    "code",
    "#",
    "mã",
    "ma ",
    "mssv",
    "mshs",
    "msnv",
    "cmnd",
    "cccd",
    "cmt",
    "chiếu",
    "chieu",
)
_USERS_SEEN = ("user", "login", "account", "khoản", "khoan", "tk", "acc", "tên đ", "ten d", "nick")
_AT_SEEN = ("@", "(at)", "[at]", "＠")
# What is said of a password that is not the password itself.
_ORDINARY = frozenset(
    "a an the not no now in on of to for it its this that wrong incorrect invalid right correct valid good bad ok okay "
    "fine expired expiring expire "
    "forgotten forgot lost reset resetting changed change rejected refused accepted denied locked blocked working works "
    "old new same still "
    "always never being been too so very also and or but if is was are were what where how unknown required needed need "
    "needs stolen weak strong short long "
    "missing empty blank different from with by at as my your his her our their please again only just already saved "
    "stored sent shown hidden asked "
    "compromised leaked known unchanged unable set updated recovery link page field box form error problem issue message "
    "mail email request protected case "
    "policy manager must should can cannot could would will does doesnt dont isnt do did has have had we i he she they you "
    "there "
    "reading review base name names number numbers book card word words editor block list file files blue yellow red green "
    "sai dung khong ko k chua bi da dang het quen mat moi cu cua gi nao duoc dc roi ma va thi hay hoac la de cho vao do "
    "duoi tren trong lai nay kia "
    "em toi minh con anh chi ban e hoc nhap doi dat cap gui nhan tren cung van nua luon nhung vi nen khi neu thu mac mac "
    "dinh qua yeu manh "
    "loi so cung bang tu xac bao tai trang lop mon hang vach nganh don phieu chinh giam".split()
)
_CODES_OF = frozenset(
    "error status exit stop http country course class subject product zip post postal area response return loi".split()
)
# One long run of characters that no person's language makes: keys, tokens, hashes, encoded data.
_LONG = re.compile(r"(?<![\w/+=‹])[A-Za-z0-9_\-+/=.~$%]{16,}")
_KNOWN_KEY = re.compile(r"^(?:eyJ|sk-|sk_|pk_|gh[pousr]_|github_pat_|xox[abpr]-|AKIA|ASIA|AIza|glpat-|ya29\.|SG\.)")
_UUID = re.compile(r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$", re.IGNORECASE)
_HEX = re.compile(r"^(?=.*\d)(?=.*[a-f])[0-9a-f]{16,}$", re.IGNORECASE)
_CLASSES = str.maketrans({**dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "U"), **dict.fromkeys("0123456789", "0")})
_CHANGES = re.compile(r"(?<=[a-z])(?=[U0])|(?<=U)(?=0)|(?<=0)(?=[a-zU])")

_MONTHS = r"jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*"
_OF_A_PERSON = re.compile(
    r"(?P<person>\b(?:(?:student|pupil|employee|staff|teacher|personnel|national|passport|card|citizen|tax)\s?(?:id|no\.?|"
    r"number|code|#)|"
    r"m[aã](?:\ss[oố])?\s(?:h[oọ]c\ssinh|sinh\svi[eê]n|nh[aâ]n\svi[eê]n|gi[aá]o\svi[eê]n|hs|sv|nv|gv)|"
    r"ms(?:sv|hs|nv)|cmnd|cccd|cmt|h[oộ]\schi[eế]u)"
    r"\s*(?:is|l[aà]|[:#=])?\s*)(?P<id>(?=\w*\d)[\w-]{3,20})",
    re.IGNORECASE,
)
# What has less digits than this, whatever stands between them, identifies nobody.
_DIGIT = re.compile(r"\d")
_MANY_DIGITS = re.compile(r"\d(?:[\s.\-()/]{0,3}\d){4}")
_NUMBERS = re.compile(
    r"(?P<keep>"
    r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?(?![\d]|[.\-/ ]\d{2,})"  # dates
    rf"|(?<!\d)\d{{1,2}}\s(?:{_MONTHS})\s\d{{4}}"
    r"|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?!\d)"  # times
    r"|(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d.])"  # IP
    r"|\b0x[0-9a-f]{4,}\b"
    r"|\bKB\d{6,}\b"
    r"|(?<![\d+])[1-9]\d{0,2}(?:[.,]\d{3})+(?![\d])(?:\s?(?:đ|vnd|vnđ|usd|eur|\$|k))?"  # 1.500.000
    r"|(?<!\d)\d{4,9}(?:\s?(?:đ|vnd|vnđ|usd|eur|đồng|dong)\b)"
    r"|\b(?:error|status|exception|event|stop|bug|lỗi|loi)(?:\s(?:code|id|no\.?|number|mã))?\s*[:#]?\s*-?\d{3,10}\b"
    r")"
    r"|(?P<phone>(?<![\w.,/:‹+])[+(]{0,2}\d(?:[\s.\-()/]{0,3}\d){7,18}(?![\w]))"
    r"|(?P<alnum>\b(?P<prefix>[A-Za-z]{1,5})[-_]?\d{5,}(?:-\d+)*\b)"
    r"|(?P<digits>\d{6,})",
    re.IGNORECASE,
)
_USER = re.compile(
    r"(?<![\w])(?P<label>user\s?name|user\s?id|user|login(?:\sname)?|account(?:\sname)?|t[aà]i\skho[aả]n|tk|acc|"
    r"t[eê]n\s(?:đ[aă]ng\snh[aậ]p|dang\snhap)|nick)"
    r"(?P<sign>\s*[:=]\s*|\s+(?:is|l[aà])\s+)(?P<value>[^\s‹›,;]+)",
    re.IGNORECASE,
)
_QUERY = re.compile(r"[?#;].*$", re.DOTALL)
_LOGGED_IN = re.compile(r"(?<=//)[^/@\s]*@")


def mask(text: str, names: PersonNames, *, own_prefix: str = "") -> str:
    """`text` (visible text, NFC) with ‹name›, ‹address›, ‹number› and ‹secret› for what identifies people or opens doors.

    What tells the trouble stays: "lesson 3", "room 304", "error 502", dates, times, amounts of money. `own_prefix` are the
    letters that begin the desk's own ticket references ("HT"), which stay too. Linear in the text's length; never raises.
    """
    low = text.lower()
    if "://" in low or "www." in low:
        text = _URL.sub(_without_query, text)
    if _holds(low, _LABELS_SEEN):
        text = _SAID.sub(_told_secret, text)
        text = _BARE.sub(_bare_secret, text)
        text = _TURNED.sub(_turned_secret, text)
    if _holds(low, _AT_SEEN):
        text = _without_display_names(_MAIL.sub(ADDRESS, text))
    text = _LONG.sub(lambda found: SECRET if is_secret(found[0]) else found[0], text)
    if _holds(low, _USERS_SEEN):
        text = _USER.sub(_user, text)
    if _DIGIT.search(text):
        if _holds(low, _PERSONS_SEEN):
            text = _OF_A_PERSON.sub(lambda found: found["person"] + NUMBER, text)
        if _MANY_DIGITS.search(text):
            text = _NUMBERS.sub(_number_masked_for(own_prefix), text)
    return names.mask(text, NAME)


def _holds(text: str, pieces: tuple[str, ...]) -> bool:
    return any(map(text.__contains__, pieces))


def is_secret(token: str) -> bool:
    """Whether a long run of characters is a key, a hash or encoded data, rather than words, a file's name or a path."""
    if len(token) < 16:
        return False
    if _KNOWN_KEY.match(token) or _UUID.match(token) or _HEX.match(token):
        return True
    return any(_is_jumbled(part) for part in re.split(r"[-_.~/=]", token)) or (len(token) >= 60 and _is_jumbled(token))


def _is_jumbled(part: str) -> bool:
    if len(part) < 12:
        return False
    shape = re.sub("[a-z]", "a", part.translate(_CLASSES).replace("U", "\0")).replace("\0", "U")
    changes = len(_CHANGES.findall(shape)) + len(re.findall(r"UU(?=a)", shape))
    return changes >= 4 and changes / len(part) >= (0.2 if "0" in shape else 0.24)


def _without_display_names(text: str) -> str:
    """ "Ada Lovelace <‹address›>" as "‹name› ‹address›"."""
    kept: list[str] = []
    done = 0
    for box in _MAILBOX.finditer(text):
        before = text[done : box.start()]
        shown = _DISPLAYED.search(before[-90:])
        kept += [before[: len(before) - len(shown[0])], f"{NAME} "] if shown else [before]
        kept.append(ADDRESS)
        done = box.end()
    return "".join((*kept, text[done:]))


def _without_query(found: re.Match[str]) -> str:
    kept = _LOGGED_IN.sub("", _QUERY.sub("", found[0]))
    head, slashes, path = kept.partition("://")
    parts = (path if slashes else head).split("/")
    parts[1:] = [
        SECRET if is_secret(p) or (len(p) >= 16 and _is_jumbled(p)) else NUMBER if re.search(r"\d{6,}", p) else p
        for p in parts[1:]
    ]
    return f"{head}://{'/'.join(parts)}" if slashes else "/".join(parts)


def _told_secret(found: re.Match[str]) -> str:
    value, tail = _without_tail(found["value"])
    if not value or (value[0] not in "\"“'" and _is_ordinary(value)):
        return found[0]
    if found["label"].lower() == "code" and (_is_of_an_error(found) or len(value) < 4 or not any(map(str.isdigit, value))):
        return found[0]
    return f"{found[0][: found.start('value') - found.start()]}{SECRET}{tail}"


def _is_of_an_error(found: re.Match[str]) -> bool:
    """ "error code", "class code": no secret is told after that."""
    before = found.string[max(0, found.start() - 10) : found.start()].split()
    return bool(before) and fold(before[-1]) in _CODES_OF


def _bare_secret(found: re.Match[str]) -> str:
    value, tail = _without_tail(found["value"])
    if found["label"].lower() == "code" and _is_of_an_error(found):
        return found[0]
    digits = sum(letter.isdigit() for letter in value)
    odd = sum(not letter.isalnum() for letter in value)
    letters = len(value) - digits - odd
    if (
        (digits >= 4 and not letters and not odd)
        or (len(value) >= 5 and digits and letters)
        or (len(value) >= 5 and odd and letters and digits)
    ):
        return f"{found[0][: found.start('value') - found.start()]}{SECRET}{tail}"
    return found[0]


def _turned_secret(found: re.Match[str]) -> str:
    value = found["value"]
    if any(letter.isdigit() for letter in value) and any(letter.isalpha() for letter in value) and len(value) >= 5:
        return SECRET + found["rest"]
    return found[0]


def _without_tail(value: str) -> tuple[str, str]:
    """`value` without the comma or stop that ends the clause. A password may end in "!"."""
    bare = value.rstrip(".,;)]>")
    return bare, value[len(bare) :]


def _is_ordinary(value: str) -> bool:
    folded = fold(value.replace("'", "").replace("’", "")).strip('!?.,;:"()/-…')
    return not folded or all(word in _ORDINARY for word in re.split(r"[\s/]+", folded))


def _user(found: re.Match[str]) -> str:
    value, tail = _without_tail(found["value"])
    if value.isalpha() or "‹" in value or not any(letter.isalnum() for letter in value) or "://" in value:
        return found[0]
    return f"{found['label']}{found['sign']}{NAME}{tail}"


def _number_masked_for(own_prefix: str) -> Callable[[re.Match[str]], str]:
    def masked(found: re.Match[str]) -> str:
        if found["keep"]:
            return found[0]
        if found["alnum"]:
            return found[0] if own_prefix and found["prefix"].lower() == own_prefix.lower() else NUMBER
        if found["phone"]:
            return NUMBER if _is_identifying(found["phone"]) else found[0]
        return NUMBER

    return masked


def _is_identifying(run: str) -> bool:
    """Whether a run of digits with spaces and signs is a telephone, card or account number, and no list of numbers."""
    groups = [len(group) for group in re.findall(r"\d+", run)]
    digits = sum(groups)
    if run[0] in "+(" or run[0] == "0" or max(groups) >= 6 or run.startswith("84"):
        return True
    return groups in ([3, 3, 4], [4, 4, 4, 4], [4, 6, 5], [3, 4, 4], [4, 4]) or (
        digits >= 13 and min(groups) >= 3 and len(set(groups)) == 1 and groups[0] == 4
    )
