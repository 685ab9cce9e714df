"""The weight of each piece of evidence, and the score from which a candidate counts as the match.

Fitted by logistic regression (`python -m tests.bench.reconciliation fit`) on one half of the labelled
texts, drawn by hash; each text counts twice, against the whole register and with the right institution
hidden, so that "no match" is learnt too. ADR 14 gives the counting rule and the figures on the other half.
"""

WEIGHTS: dict[str, float] = {
    "clean": 1.413,
    "whole_text": 2.916,
    "clean_in_city": 1.488,
    "clean_in_country": 2.012,
    "head_missing": -0.961,
    "school_of_it": 1.774,
    "goes_on": -2.156,
    "place_alone": -0.648,
    "name_missing": -7.757,
    "name_weight": 2.867,
    "foreign_words": -1.606,
    "word_before": -3.081,
    "word_after": -0.725,
    "across_parts": 1.228,
    "out_of_order": -2.097,
    "head_elsewhere": -2.512,
    "slips": -0.652,
    "acronym": 0.545,
    "acronym_in_capitals": 0.829,
    "single_word": 3.480,
    "no_head_word": -0.343,
    "country_agrees": 0.537,
    "country_differs": -4.285,
    "city_agrees": 0.132,
    "region_agrees": -0.239,
    "same_name": -4.552,
    "ceased": -2.055,
    "not_in_that_year": 0.000,
    "inside_longer_name": -2.520,
    "other_names": -1.659,
}
BIAS = -5.792

THRESHOLD = 0.7
"""The score from which the best candidate is the match."""

MARGIN = 0.05
"""How far the match must be ahead of the second candidate; less is ambiguous."""
