"""The weight of each piece of evidence, and the score from which a candidate counts as the match.

Fitted by logistic regression (`python -m tests.bench.reconciliation fit`) on one half of the labelled
texts, drawn by hash; each text counts twice, against the whole register and with the right institution
hidden, so that "no match" is learnt too. ADR 14 gives the counting rule and the figures on the other half.
"""

WEIGHTS: dict[str, float] = {
    "clean": 2.763,
    "whole_text": 3.643,
    "clean_in_city": 0.800,
    "clean_in_country": 1.859,
    "head_missing": -0.384,
    "school_of_it": 2.043,
    "goes_on": -1.399,
    "name_missing": -5.039,
    "name_weight": 2.390,
    "foreign_words": -0.095,
    "word_before": -2.772,
    "word_after": 0.284,
    "across_parts": -0.567,
    "out_of_order": -0.519,
    "head_elsewhere": -2.873,
    "slips": -1.028,
    "acronym": 1.317,
    "acronym_in_capitals": 1.426,
    "single_word": 5.084,
    "no_head_word": -0.268,
    "country_agrees": 1.315,
    "country_differs": -4.128,
    "city_agrees": 0.731,
    "region_agrees": -0.341,
    "same_name": -5.369,
    "ceased": -1.974,
    "not_in_that_year": -2.000,  # not fitted: the labelled texts carry no year
    "inside_longer_name": -2.716,
    "other_names": -1.610,
}
BIAS = -7.250

THRESHOLD = 0.6
"""The score from which the best candidate is the match."""

MARGIN = 0.05
"""How far the match must be ahead of the second candidate; less is ambiguous."""
