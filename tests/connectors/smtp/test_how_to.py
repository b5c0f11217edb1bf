"""What docs/connect-mail.md shows works as it stands there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from unticket.connectors.smtp.settings import SmtpSettings
from unticket.runbooks.login.mails.template import TEMPLATES, VARIABLES
from unticket.runbooks.login.mails.writing import preview

PAGE = (Path(__file__).parents[3] / "docs" / "connect-mail.md").read_text("utf-8")


def test_its_settings_are_settings() -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    SmtpSettings(**tomllib.loads(shown)["mail"], password="x")


def test_its_template_is_a_template(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```\n(Subject: .*?)```", PAGE, re.DOTALL)
    (tmp_path / "reactivated.en.txt").write_text(shown, "utf-8")
    assert "Sign in:\nhttps://" in preview("reactivated", "en", tmp_path).text


def test_it_names_every_template_and_everything_that_can_be_filled_in() -> None:
    assert re.findall(r"^\| `(\w+)`", PAGE, re.MULTILINE) == list(TEMPLATES)
    assert set(re.findall(r"`\{\{ (\w+) \}\}`", PAGE)) == set().union(*VARIABLES.values())
