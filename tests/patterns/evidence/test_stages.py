"""Time by stage: only stages of work count, and a desk that keeps none has no rows."""

from unticket.model.ticket import Stage, Vocabulary
from unticket.patterns.evidence.stages import stage_minutes, working_stages

STAGES = (
    Stage(id="1", name="New", sequence=1),
    Stage(id="2", name="In Progress", sequence=2),
    Stage(id="3", name="Awaiting", sequence=3),
    Stage(id="5", name="Đang xử lý", sequence=4),
    Stage(id="6", name="Chờ khách hàng", sequence=5),
    Stage(id="4", name="Done", closed=True, sequence=9),
)


def test_work_is_neither_the_first_stage_nor_one_that_waits_nor_a_closed_one():
    assert working_stages(Vocabulary(stages={stage.id: stage for stage in STAGES})) == {"2", "5"}


def test_a_tickets_minutes_are_those_of_its_stages_of_work():
    seconds = [("a", {"1": 600, "2": 1200, "5": 60, "3": 999}), ("b", {"1": 600}), ("c", {})]
    rows = stage_minutes(seconds, {"2", "5"})
    assert rows.rows() == [("a", 21.0)]


def test_a_desk_with_one_stage_has_no_stage_of_work():
    assert working_stages(Vocabulary(stages={"1": STAGES[0]})) == frozenset()
    assert working_stages(Vocabulary()) == frozenset()
