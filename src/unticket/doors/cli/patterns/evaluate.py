"""`unticket patterns evaluate`: how right the groups are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.model.errors import UserError

if TYPE_CHECKING:
    from rich.console import Console

    from unticket.app import Unticket
    from unticket.patterns.evaluate.agreement import Agreement, Scores
    from unticket.patterns.evaluate.estimate import Estimate, Proportion
    from unticket.patterns.evaluate.evaluation import Evaluation
    from unticket.patterns.evaluate.labels import Labels
    from unticket.patterns.evaluate.word_of_people import WordOfPeople

_NAMED_AT_MOST = 5  # tickets that are not in the copy; --json has them all


@click.command("evaluate")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--feedback", is_flag=True, help="Judge a run without it by what people said: same, different, moved.")
@options.as_json
@click.pass_obj
def command(context: Context, *, file: Path | None, feedback: bool, as_json: bool) -> None:
    """Measure the groups of all tickets against a labelled FILE, or against what people said of them.

    FILE is a CSV with the columns key (a ticket's key or reference), issue and incident, or a TOML with [[tickets]] of these.
    Tickets without a label are left out. Figures are pairs, B-cubed and adjusted Rand, with 95 % intervals.

    \b
    Examples:
      unticket patterns evaluate labels.csv
      unticket patterns evaluate --feedback --json
    """
    if file is None and not feedback:
        raise UserError("There is nothing to measure against.", "Give a labelled FILE, or --feedback.")
    labels = _labels(file) if file else None
    with context.opened() as unticket:
        options.sync_at_first(unticket)
        with screen.working("Finding what keeps coming back"):
            evaluation = _evaluated(unticket, labels) if labels else None
            word = _word_of_people(unticket) if feedback else None
    if as_json:
        screen.print_json(_document(evaluation, word))
        return
    out = screen.console()
    if evaluation:
        _show(evaluation, out)
    if word:
        _show_word(word, out)


def _labels(file: Path) -> Labels:
    from unticket.patterns.evaluate.labels import parse_labels

    try:
        return parse_labels(file.read_text("utf-8-sig"), where=file.name)
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.", "Give the path of a CSV or TOML file.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{file} is no UTF-8 text.", "Save it as UTF-8.") from error


def _evaluated(unticket: Unticket, labels: Labels) -> Evaluation:
    from unticket.patterns.evaluate.evaluation import evaluate

    found = unticket.recurring.found()
    issues = dict(found.issues.select("key", "issue").iter_rows())
    named = {reference: key for key, reference in unticket.recurring.references(list(issues)).items()}
    named |= {key: key for key in issues}
    return evaluate(labels.renamed(named), issues, [group.tickets for group in found.patterns.duplicates])


def _word_of_people(unticket: Unticket) -> WordOfPeople:
    from unticket.patterns.evaluate.word_of_people import against_people

    found = unticket.recurring.found()
    standing = dict(found.issues.select("key", "issue").iter_rows())
    return against_people(unticket.recurring.feedback, unticket.recurring.unaided(), standing)


def _document(evaluation: Evaluation | None, word: WordOfPeople | None) -> dict[str, Any]:
    from unticket.patterns.evaluate.document import evaluation_document, people_document

    return {
        **(evaluation_document(evaluation) if evaluation else {}),
        **({"feedback": people_document(word)} if word else {}),
    }


def _show(evaluation: Evaluation, out: Console) -> None:
    if evaluation.issues:
        _show_agreement("Issues", evaluation.issues, out)
    if evaluation.duplicates:
        _show_agreement("Duplicates", evaluation.duplicates.agreement, out)
        _show_share("called a duplicate, and rightly", evaluation.duplicates.right, out)
        _show_share("of all duplicates, found", evaluation.duplicates.called, out)
    if evaluation.unknown:
        some = ", ".join(evaluation.unknown[:_NAMED_AT_MOST])
        more = f" and {left} more" if (left := len(evaluation.unknown) - _NAMED_AT_MOST) > 0 else ""
        out.print(f"Not in the copy, and left out: {some}{more}.", style="dim", markup=False, soft_wrap=True)


def _show_word(word: WordOfPeople, out: Console) -> None:
    out.print("[bold]What people said[/], against a run that does not know it")
    _show_share("said to tell of one thing, and found together", word.same, out)
    _show_share("said not to, and kept apart", word.different, out)
    _show_share("moved, and found there by itself", word.moved, out)
    if word.among_moved:
        _show_scores("the moved tickets, by pairs", word.among_moved.pairs, out)


def _show_agreement(name: str, seen: Agreement, out: Console) -> None:
    out.print(
        f"[bold]{name}[/] of {seen.tickets} labelled tickets: {seen.true_groups} groups labelled, {seen.found_groups} found"
    )
    _show_scores("pairs", seen.pairs, out)
    _show_scores("B-cubed", seen.b_cubed, out)
    out.print(f"  adjusted Rand {_told(seen.adjusted_rand)}", soft_wrap=True)


def _show_scores(name: str, scores: Scores, out: Console) -> None:
    figures = f"precision {_told(scores.precision)}, recall {_told(scores.recall)}, F1 {_told(scores.f1)}"
    out.print(f"  {name}: {figures}", soft_wrap=True)


def _show_share(name: str, proportion: Proportion, out: Console) -> None:
    out.print(f"  {name}: {proportion.hits} of {proportion.cases}, {_told(proportion.estimate)}", soft_wrap=True)


def _told(figure: Estimate) -> str:
    """With its interval; a dash where there is nothing to judge by."""
    if figure.value is None:
        return "–"
    return f"{figure.value:.3f} ({figure.low:.2f} to {figure.high:.2f})"
