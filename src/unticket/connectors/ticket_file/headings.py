"""Which heading means what: Odoo's technical names, and its English and Vietnamese labels.

English labels of OCA `helpdesk_mgmt` are those of its source. Labels of Enterprise `helpdesk` come from documents, Vietnamese
ones from Odoo's published community translations and from desks' own habit: no real export was at hand. What is not listed
here is told through `columns` in the settings.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unticket.connectors.ticket_file.faults import WrongMapping

# field → the headings that mean it
FIELDS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "ticket_ref", "Ticket number", "Ticket No", "Ticket ID", "Ticket IDs Sequence", "Reference",
               "Số phiếu", "Mã phiếu", "Số phiếu hỗ trợ", "Mã phiếu hỗ trợ", "Mã ticket", "Số ticket"),
    "external_id": ("id", ".id", "External ID", "ID bên ngoài", "Mã ngoài"),
    "display_name": ("display_name", "Display Name", "Tên hiển thị", "Ticket", "Phiếu hỗ trợ"),
    "subject": ("name", "Title", "Subject", "Summary", "Tiêu đề", "Chủ đề"),
    "body": ("description", "Description", "Mô tả", "Nội dung"),
    "stage": ("stage_id", "Stage", "Giai đoạn"),
    "closed": ("closed", "stage_id/closed", "Stage/Closed", "stage_id/fold", "Stage/Folded in Kanban",
               "Đã đóng", "Giai đoạn/Đã đóng"),
    "team": ("team_id", "Team", "Helpdesk Team", "Nhóm", "Nhóm hỗ trợ", "Đội", "Đội ngũ", "Bộ phận hỗ trợ"),
    "assignee": ("user_id", "Assigned user", "Assigned to", "Assignee", "Người phụ trách", "Phân công cho",
                 "Được phân công cho", "Người được phân công", "Người được giao"),
    "tags": ("tag_ids", "Tags", "Thẻ"),
    "priority": ("priority", "Priority", "Mức ưu tiên", "Mức độ ưu tiên", "Độ ưu tiên", "Ưu tiên"),
    "requester": ("partner_id", "Contact", "Customer", "Requester", "Liên hệ", "Khách hàng", "Người yêu cầu"),
    "requester_name": ("partner_name", "Partner Name", "Contact Name", "Customer Name", "Tên liên hệ", "Tên khách hàng",
                       "Tên đối tác"),
    "requester_email": ("partner_email", "Email", "Customer Email", "partner_id/email", "Contact/Email", "Customer/Email",
                        "Email khách hàng", "Liên hệ/Email", "Khách hàng/Email"),
    "contact_id": ("partner_id/id", "Contact/External ID", "Customer/External ID"),
    "category": ("category_id", "ticket_type_id", "Category", "Type", "Ticket Type", "Danh mục", "Loại phiếu", "Loại"),
    "channel": ("channel_id", "Channel", "Kênh"),
    "opened_at": ("create_date", "Created on", "Creation Date", "Ngày tạo", "Được tạo vào", "Tạo vào", "Thời điểm tạo"),
    "changed_at": ("write_date", "Last Updated on", "Cập nhật lần cuối vào", "Lần cập nhật cuối", "Cập nhật lần cuối",
                   "Ngày cập nhật", "Cập nhật gần nhất vào", "Lần cập nhật gần nhất"),
    "assigned_at": ("assigned_date", "assign_date", "Assigned Date", "First assignment date", "Ngày phân công", "Ngày giao"),
    "closed_at": ("closed_date", "close_date", "Closed Date", "Close date", "Ngày đóng"),
    "active": ("active", "Active", "Đang hoạt động", "Hoạt động", "Có hiệu lực"),
    "archived": ("archived", "Archived", "Đã lưu trữ"),
    "time_spent_hours": ("total_hours_spent", "Total Hours Spent", "Hours Spent", "Time Spent", "Số giờ đã dùng"),
    "time_spent_minutes": ("time_spent_minutes", "Minutes Spent", "Số phút đã dùng"),
    "duplicate_of": ("duplicate_id", "Duplicate of", "Duplicate Ticket", "Trùng với", "Phiếu trùng"),
}  # fmt: skip

# Records of their own, which an export may name by one of their columns: "tag_ids/name", "Tags/Display Name".
_RELATED = ("stage", "team", "assignee", "tags", "requester", "category", "channel", "duplicate_of")
_NAMES = ("name", "display_name", "display name", "tên", "tên hiển thị")
_IDS = ("id", "external id", "id bên ngoài")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where each field stands in a file, and the headings that mean nothing to us."""

    places: Mapping[str, int]  # field → index of its column
    headings: Sequence[str]  # as the file writes them
    unread: Sequence[str]

    def heading(self, field: str) -> str:
        return self.headings[self.places[field]]


def plain(heading: str) -> str:
    """The heading as it is compared: composed letters, single spaces, no case."""
    text = unicodedata.normalize("NFC", heading).strip().strip("*").strip()
    return re.sub(r"\s*/\s*", "/", re.sub(r"\s+", " ", text)).casefold()


def find_columns(headings: Sequence[str], chosen: Mapping[str, str], where: str) -> Columns:
    """The place of every field that `headings` tell. `chosen` (field → heading) goes before what we know.

    Raises `WrongMapping` where a field is told twice, or a needed one not at all.
    """
    plains = [plain(heading) for heading in headings]
    places = {field: _chosen_place(field, heading, plains, headings, where) for field, heading in chosen.items()}
    taken = set(places.values())
    for strength in (_KNOWN, _WEAK):
        for field in FIELDS:
            if field in places:
                continue
            found = [n for n, text in enumerate(plains) if strength.get(text) == field and n not in taken]
            if len(found) > 1:
                names = " and ".join(repr(headings[n]) for n in found)
                raise WrongMapping(
                    f"{where}: {len(found)} columns may be the {field}: {names}.",
                    f'Say which one: columns.{field} = "{headings[found[0]]}"'
                    + (" (headings must differ)" if len({plains[n] for n in found}) == 1 else ""),
                )
            if found:
                places[field] = found[0]
                taken.add(found[0])
    _require(places, headings, where)
    return Columns(
        places=places,
        headings=tuple(headings),
        unread=tuple(heading for n, heading in enumerate(headings) if n not in taken and heading.strip()),
    )


def _chosen_place(field: str, heading: str, plains: Sequence[str], headings: Sequence[str], where: str) -> int:
    found = [n for n, text in enumerate(plains) if text == plain(heading)]
    if len(found) == 1:
        return found[0]
    if found:
        raise WrongMapping(f"{where}: {len(found)} columns are headed {heading!r}.", "Give them different headings.")
    near = difflib.get_close_matches(plain(heading), plains, n=1)
    raise WrongMapping(
        f"{where} has no column {heading!r}, which columns.{field} names. It has: {_listed(headings)}.",
        f"Did you mean {headings[plains.index(near[0])]!r}?" if near else f"Mend columns.{field} in the settings.",
    )


def _require(places: Mapping[str, int], headings: Sequence[str], where: str) -> None:
    needed = {
        "number": {"number", "external_id", "display_name"},
        "subject": {"subject", "display_name"},
        "stage": {"stage"},
        "opened_at": {"opened_at"},
    }
    missing = [field for field, any_of in needed.items() if not any_of & places.keys()]
    if not missing:
        return
    hints = []
    for field in missing:
        near = [
            heading
            for heading in headings
            if difflib.get_close_matches(plain(heading), [plain(name) for name in FIELDS[field]], n=1, cutoff=0.6)
        ]
        hints.append(f'columns.{field} = "{near[0] if near else "…"}"')
    raise WrongMapping(
        f"{where} has no column for: {', '.join(missing)}. It has: {_listed(headings)}.",
        f"Name the headings in the settings: {'; '.join(hints)}",
    )


def _listed(headings: Sequence[str]) -> str:
    shown = [repr(heading[:60]) for heading in headings[:30] if heading.strip()]
    return (", ".join(shown) or "no heading at all") + (f" and {len(headings) - 30} more" if len(headings) > 30 else "")


def _all_known() -> tuple[dict[str, str], dict[str, str]]:
    known = {plain(name): field for field, names in FIELDS.items() for name in names}
    weak: dict[str, str] = {}
    for field in _RELATED:
        for name in FIELDS[field]:
            for part in _NAMES:
                known.setdefault(plain(f"{name}/{part}"), field)
            for part in _IDS:
                # An external id stands for a name where the export holds nothing better.
                if (path := plain(f"{name}/{part}")) not in known:
                    weak[path] = field
    return known, weak


_KNOWN, _WEAK = _all_known()


def knows_foreign_heading(heading: str) -> bool:
    """Whether `heading` is one of ours and could not be so in another encoding: it has a letter beyond ASCII."""
    text = plain(heading)
    return not text.isascii() and text in _KNOWN
