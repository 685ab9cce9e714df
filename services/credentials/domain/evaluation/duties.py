"""What each duty that the rules can give means: its presumption, its class, and how to say it."""

from collections.abc import Mapping
from dataclasses import dataclass

UNLESS = "recognise_unless_substantial_difference"


@dataclass(frozen=True, slots=True)
class Duty:
    """`assesses`: what is owed is an assessment, and nothing is decided before it is closed."""

    presumption: str
    outcome_class: str
    code: str
    text: str
    assesses: bool = False


_ASSESSMENT = "The holder has a right to an assessment; its result is left to national law."
_DISPLACED = "The host owes a displaced holder an assessment of its own, wherever the award comes from."

DUTIES: Mapping[str, Duty] = {
    "recognise_unless_difference": Duty(
        UNLESS,
        "assess_with_presumption",
        "presumption_of_recognition",
        "Recognition is presumed until the authority shows a substantial difference.",
    ),
    "recognise_level_automatically": Duty(
        "automatic_level",
        "automatic_level_recognition",
        "automatic_level_conditions",
        "The level is recognised automatically once its conditions are confirmed.",
    ),
    "recognise_listed_title": Duty(
        "automatic_if_listed",
        "directive_automatic",
        "regulated_profession",
        "The licence follows the law on the profession, not the conventions: the title of a listed one "
        "is recognised automatically once it meets the conditions of the directive.",
    ),
    "give_access_unless_difference": Duty(
        UNLESS,
        "assess_with_presumption",
        "regulated_profession",
        "The licence follows the law on the profession, not the conventions: access is given unless a "
        "substantial difference is shown, which an adaptation period or an aptitude test may then make good.",
    ),
    "recognise_for_study": Duty(
        "recognise",
        "recognise_for_study",
        "recognise_for_study",
        "The treaty obliges to recognise for study, and leaves every other purpose to national law.",
    ),
    "recognise_level_of_outcomes": Duty(
        "recognise",
        "assess_with_presumption",
        "level_of_outcomes",
        "The level of the outcomes is recognised as far as they correspond to equivalent studies.",
    ),
    "recognise_under_national_law": Duty(
        "recognise_under_national_law",
        "recognise_under_national_law",
        "national_law_decides",
        "The treaty obliges to recognise under national law, which is the measure.",
    ),
    "host_law": Duty(
        "conditional_on_host_law",
        "host_law_condition",
        "host_law_condition",
        "A foreign provider taught on the host's own soil: the host may tie recognition to its own law.",
    ),
    "recognise_or_assess": Duty(
        "assess_only", "assess_only", "right_to_assessment", _ASSESSMENT, assesses=True
    ),
    "may_recognise_after_assessment": Duty(
        "assess_only", "assess_only", "right_to_assessment", _ASSESSMENT, assesses=True
    ),
    "assess_on_request": Duty(
        "assess_only", "assess_only", "right_to_assessment", _ASSESSMENT, assesses=True
    ),
    "assess_displaced": Duty(
        "assess_only",
        "host_duty_without_reciprocity",
        "host_duty_to_displaced_holders",
        _DISPLACED,
        assesses=True,
    ),
    "assess_displaced_under_general_duty": Duty(
        "assess_only",
        "host_duty_without_reciprocity",
        "host_duty_to_displaced_holders",
        _DISPLACED,
        assesses=True,
    ),
    "assess_displaced_without_papers": Duty(
        "assess_only",
        "host_duty_without_reciprocity",
        "host_duty_to_displaced_holders",
        _DISPLACED,
        assesses=True,
    ),
    "take_feasible_steps": Duty(
        "none",
        "feasible_steps",
        "national_law_decides",
        "The treaty asks for feasible steps towards recognition; national law decides.",
    ),
    "encourage": Duty(
        "none",
        "encourage_only",
        "national_law_decides",
        "The treaty asks to encourage recognition; national law decides.",
    ),
    "endeavour": Duty(
        "none",
        "endeavour_only",
        "national_law_decides",
        "The treaty asks to endeavour to set up procedures; national law decides.",
    ),
    "encourage_institutions": Duty(
        "none",
        "encourage_only",
        "institutions_decide",
        "An autonomous institution decides; the treaty obliges the State to encourage it.",
    ),
    "outside_scope": Duty(
        "none_unless_awarding_state_confirms",
        "out_of_material_scope_pending_confirmation",
        "outside_material_scope",
        "The awarding State did not count the award as its own when it was made.",
    ),
}
"""By the act of the rules in the slot `recognition.duty`."""
