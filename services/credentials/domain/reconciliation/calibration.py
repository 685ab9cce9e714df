"""The weight of each piece of evidence, and the score from which a candidate counts as the match.

Fitted by logistic regression (`python -m tests.bench.reconciliation fit`) on one half of the labelled
texts, drawn by hash; each text counts twice, against the whole register and with the right institution
hidden, so that "no match" is learnt too. ADR 14 gives the counting rule and the figures on the other half.
"""

WEIGHTS: dict[str, float] = {
    "clean": 1.771,
    "whole_text": 2.417,
    "clean_in_country": 2.066,
    "head_missing": 1.087,
    "school_of_it": 0.459,
    "goes_on": -2.002,
    "place_alone": -1.152,
    "name_missing": -10.247,
    "name_weight": 2.943,
    "foreign_words": -1.016,
    "word_before": -1.032,
    "word_after": -0.259,
    "across_parts": 0.296,
    "out_of_order": -2.303,
    "slips": -0.130,
    "acronym": -0.581,
    "acronym_in_capitals": 0.901,
    "single_word": 3.072,
    "no_head_word": 0.048,
    "country_agrees": 0.706,
    "country_differs": -4.444,
    "city_agrees": 0.644,
    "region_agrees": -0.456,
    "same_name": -4.436,
    "ceased": -1.979,
    "not_in_that_year": 0.000,
    "inside_longer_name": -3.530,
    "other_names": -2.169,
}
BIAS = -5.652

THRESHOLD = 0.75
"""The score from which the best candidate is the match."""

MARGIN = 0.05
"""How far the match must be ahead of the second candidate; less is ambiguous."""
