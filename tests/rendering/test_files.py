"""Reports appear in their folder whole, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from unticket.model.errors import NotFound, StorageError
from unticket.rendering.files import whole, write, write_whole
from unticket.reports.report import Report, WeeklyReport


def test_every_form_gets_a_file_named_by_report_and_week(weekly: WeeklyReport, tmp_path: Path) -> None:
    files = write(weekly, tmp_path / "new" / "folder", language="vi", organisation="Trường")
    assert [file.name for file in files] == [f"weekly-2026-W08.{form}" for form in ("html", "pdf", "xlsx", "md", "json")]
    assert all(file.stat().st_size > 1000 for file in files)
    assert sorted(files) == sorted((tmp_path / "new" / "folder").iterdir())


def test_a_single_report_is_written_in_every_form(single: Report, tmp_path: Path) -> None:
    files = write(single, tmp_path, language="en")
    assert {file.suffix for file in files} == {".html", ".pdf", ".xlsx", ".md", ".json"}


def test_a_form_that_does_not_exist_writes_nothing(weekly: WeeklyReport, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="docx"):
        write(weekly, tmp_path / "out", ("json", "docx"), language="en")
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_place_of_the_folder_is_told(weekly: WeeklyReport, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(StorageError, match="could not be written") as caught:
        write(weekly, tmp_path / "out", ("json",), language="en")
    assert "--out" in caught.value.hint
    assert (tmp_path / "out").read_text() == "mine"


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "report.md").mkdir()
    with pytest.raises(StorageError):
        write_whole(tmp_path / "report.md", b"new")
    assert list(tmp_path.iterdir()) == [tmp_path / "report.md"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match="Permission denied"):
        write_whole(tmp_path / "report.md", b"new")
    tmp_path.chmod(0o700)


def test_an_unwritable_file_system_is_told() -> None:
    with pytest.raises(StorageError, match="/proc/unticket"):
        write_whole(Path("/proc/unticket/report.md"), b"new")


def test_a_full_disk_leaves_the_old_file_and_no_half_one(tmp_path: Path) -> None:
    """The system's own limit on a file's size stands in for a full disk: the write stops in the middle."""
    (tmp_path / "report.md").write_text("old")
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from unticket.model.errors import StorageError\n"
        "from unticket.rendering.files import write_whole\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "try:\n"
        "    write_whole(Path(sys.argv[1]), b'x' * 100_000)\n"
        "except StorageError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "report.md")], capture_output=True, text=True, check=True
    )
    assert "could not be written" in done.stdout
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("report.md", "old")]


def test_ctrl_c_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def stopped() -> None:
        with whole(tmp_path / "report.md") as unfinished:
            unfinished.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list(tmp_path.iterdir()) == []


def test_asking_for_help_loads_no_form() -> None:
    """`unticket --help` names the forms; their libraries wait until one is asked for."""
    script = "import sys, unticket.rendering.forms; print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"altair", "vl_convert", "typst", "xlsxwriter", "jinja2", "babel", "polars"} & set(loaded)
