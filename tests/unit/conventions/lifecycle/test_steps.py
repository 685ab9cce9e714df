"""The life of a document: which step follows which, and who may take it."""

import itertools
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.conventions.domain.lifecycle.steps import (
    FOLLOWING,
    NotInThatState,
    OwnWork,
    State,
    Step,
    authors,
    edited,
    moved,
    opened,
)

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
DRAFT = UUID(int=7)
REPORT = "sha256:report"


def life(*steps: tuple[str, str]) -> list[Step]:
    """A life from (actor, what) pairs: ``edit`` or the name of the state moved to."""
    history = [opened(DRAFT, "text 1", actor="ada", at=AT)]
    for actor, what in steps:
        if what == "edit":
            text = f"text {len(history) + 1}"
            history.append(edited(history, text, actor=actor, note="", at=AT))
        else:
            history.append(moved(history, State(what), actor=actor, report=REPORT, at=AT))
    return history


def test_a_document_goes_from_draft_to_publication() -> None:
    history = life(("ada", "in_review"), ("bo", "approved"), ("cy", "published"), ("cy", "superseded"))
    assert [it.state.value for it in history][-3:] == ["approved", "published", "superseded"]


@pytest.mark.parametrize("editor", ["ada", "bo"])
def test_nobody_approves_what_they_changed(editor: str) -> None:
    history = life(("ada", "in_review"), (editor, "edit"))
    with pytest.raises(OwnWork):
        moved(history, State.APPROVED, actor=editor, report=REPORT, at=AT)


def test_an_edit_after_approval_returns_to_review_and_only_its_author_is_out() -> None:
    history = life(("ada", "in_review"), ("bo", "approved"), ("cy", "edit"))
    assert history[-1].state is State.IN_REVIEW
    assert authors(history) == {"cy"}
    with pytest.raises(OwnWork):
        moved(history, State.APPROVED, actor="cy", report=REPORT, at=AT)
    assert moved(history, State.APPROVED, actor="ada", report=REPORT, at=AT).state is State.APPROVED


@pytest.mark.parametrize("state", ["published", "superseded", "withdrawn"])
def test_what_is_published_or_gone_is_never_edited(state: str) -> None:
    steps = [("ada", "in_review"), ("bo", "approved"), ("cy", "published")]
    history = life(*steps, *([("cy", state)] if state != "published" else []))
    with pytest.raises(NotInThatState):
        edited(history, "another text", actor="ada", note="", at=AT)


def test_the_same_text_is_no_edit() -> None:
    with pytest.raises(NotInThatState):
        edited(life(), "text 1", actor="bo", note="", at=AT)


WHAT = st.sampled_from(["edit", *State])
WHO = st.sampled_from(["ada", "bo", "cy"])


@given(st.lists(st.tuples(WHO, WHAT), max_size=12))
def test_whatever_is_tried_no_approved_text_was_approved_by_an_author_of_it(
    tries: list[tuple[str, str]],
) -> None:
    history = life()
    for actor, what in tries:
        try:
            history = [*history, _next(history, actor, what)]
        except (NotInThatState, OwnWork):
            continue
    for before, after in itertools.pairwise(history):
        assert after.state in FOLLOWING[before.state]
        assert after.sequence == before.sequence + 1
    for number, step in enumerate(history):
        if step.state is State.APPROVED:
            assert step.actor not in authors(history[:number])


def _next(history: list[Step], actor: str, what: str) -> Step:
    if what == "edit":
        return edited(history, f"text {len(history) + 1}", actor=actor, note="", at=AT)
    return moved(history, State(what), actor=actor, report=REPORT, at=AT)
