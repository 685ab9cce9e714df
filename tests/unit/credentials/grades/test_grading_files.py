"""Scales and tables as shipped, and the reader's complaints."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from services.credentials.adapters.grading_files import read_grades
from services.credentials.adapters.sources import DIRECTORY
from services.credentials.domain.grades.book import GradeBook
from services.credentials.domain.grades.scale import LabelScale, NumericScale
from shared.kernel.errors import Invalid
from shared.reference.located_yaml import ReferenceDataFault


@pytest.fixture(scope="module")
def book() -> GradeBook:
    return read_grades()


@pytest.mark.parametrize(
    ("scale", "best", "passing"),
    [
        ("deu.university", "1.0", "4.0"),
        ("fra.university", "20", "10"),
        ("ita.university", "30", "18"),
        ("nld.university", "10", "5.5"),
        ("phl.university", "1.0", "3.0"),
        ("rus.university", "5", "3"),
    ],
)
def test_scales_in_use(book: GradeBook, scale: str, best: str, passing: str) -> None:
    grades = book.scale(scale).grades
    assert isinstance(grades, NumericScale)
    assert (grades.best, grades.passing) == (Decimal(best), Decimal(passing))


def test_a_scale_of_unequal_steps_is_one_of_labels(book: GradeBook) -> None:
    assert isinstance(book.scale("dnk.university").grades, LabelScale)


def test_what_rests_on_memory_is_said_with_every_grade(book: GradeBook) -> None:
    for named in ("fra.university", "gbr.honours/1", "ects/2003"):
        assert [it.code for it in book.cautions(named)] == ["provisional"]
    assert book.cautions(NumericScale(Decimal(20), Decimal(10))) == ()


def test_what_is_not_there_is_said(book: GradeBook) -> None:
    for ask in (book.scale, book.threshold_table, lambda it: book.distribution(it, pointer="/target_table")):
        with pytest.raises(Invalid, match="there is no"):
            ask("nowhere")


@pytest.mark.parametrize(
    ("file", "said", "instead", "complaint"),
    [
        ("scales", "best: 20, passing: 10", "best: 10, passing: 10", "are the same"),
        ("scales", "best: 20, passing: 10", "best: twenty, passing: 10", "'twenty' is not a number"),
        ("scales", "best: 20, passing: 10", "top: 20, passing: 10", "unknown field"),
        ("scales", "labels: [A, B, C, D, E]", "labels: [A, A]", "each label once"),
        ("tables", "First: 70, Upper second: 60", "First: 60, Upper second: 70", "must fall"),
        ("tables", "A: 10, B: 25", "A: 10, B: 99", "do not add up"),
        ("tables", "source: memory", "source: rumour", "'rumour' is not among the sources"),
    ],
)
def test_a_fault_is_named_with_its_place(
    tmp_path: Path, file: str, said: str, instead: str, complaint: str
) -> None:
    shutil.copytree(DIRECTORY / "grading", tmp_path / "grading")
    for name in ("sources.yaml", "edition.yaml"):
        shutil.copy(DIRECTORY / name, tmp_path)
    path = tmp_path / "grading" / f"{file}.yaml"
    assert said in path.read_text()
    path.write_text(path.read_text().replace(said, instead, 1))
    with pytest.raises(ReferenceDataFault, match=rf"{file}\.yaml:\d+: ") as fault:
        read_grades(tmp_path)
    assert complaint in str(fault.value)
