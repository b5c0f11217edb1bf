"""How it looks on the terminal whom to warn, and why nobody else."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

from unticket.rendering.terminal import plain_text
from unticket.rendering.texts import Texts
from unticket.runbooks.pre_deactivation.survey import Found


def show_found(found: Found, t: Texts, out: Console) -> None:
    """Whom to warn, the nearest end first; how many others there are, by their reasons."""
    count = len(found.to_warn)
    out.print(plain_text(t("warnings.list.would", count=count) if count else t("warnings.list.none"), "bold"))
    if count:
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, header_style="dim")
        for head in ("address", "account", "last_use", "ends"):
            table.add_column(plain_text(t(f"warnings.list.{head}")), overflow="fold")
        for due in found.to_warn:
            last = due.account.last_access_at
            used = t.figures.moment(last) if last else t("warnings.list.never")
            row = (due.account.email, due.account.username or due.account.id, used, t.figures.moment(due.inactivity.ends_at))
            table.add_row(*map(plain_text, row))
        out.print(table)
    out.print(plain_text(t("warnings.list.people", count=found.people, accounts=found.accounts)))
    others = {name: number for name, number in found.rows.items() if name != "warn"}
    for name, number in sorted(others.items(), key=lambda each: (-each[1], each[0])):
        out.print(plain_text(f"  {t.figures.count(number):>6}  {t(f'warnings.row.{name}')}", "dim"))
