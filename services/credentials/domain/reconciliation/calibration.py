"""The weight of each piece of evidence, and the score from which a candidate counts as the match.

Fitted by logistic regression (`python -m tests.bench.reconciliation fit`) on one half of the labelled
texts, drawn by hash; each text counts twice, against the whole register and with the right institution
hidden, so that "no match" is learnt too. ADR 14 gives the counting rule and the figures on the other half.
"""

WEIGHTS: dict[str, float] = {
    "clean": 3.110,
    "whole_text": 2.323,
    "clean_in_city": 1.653,
    "clean_in_country": -0.522,
    "head_missing": -1.084,
    "school_of_it": 2.664,
    "goes_on": -1.939,
    "name_missing": -7.587,
    "name_weight": 2.560,
    "foreign_words": -0.962,
    "word_before": -2.610,
    "words_run_on": -1.834,
    "word_after": 0.162,
    "across_parts": -0.620,
    "out_of_order": -1.061,
    "head_elsewhere": -3.274,
    "turned_alone": 1.138,
    "slips": -0.514,
    "acronym": -0.566,
    "acronym_in_capitals": 0.215,
    "single_word": 3.585,
    "no_head_word": -0.702,
    "country_agrees": 1.297,
    "country_differs": -6.526,
    "city_agrees": 0.164,
    "region_agrees": -0.454,
    "alias": -1.214,
    "place_left_out": -4.128,
    "same_name": -4.160,
    "ceased": -1.735,
    "not_in_that_year": -2.000,  # not fitted: the labelled texts carry no year
    "inside_longer_name": -2.459,
    "fits_another": -3.059,
    "shares_words": -3.383,
    "part_named": -0.730,
    "whole_named": -0.213,
    "other_names": -1.644,
}
BIAS = -5.178

THRESHOLD = 0.6
"""The score from which the best candidate is the match."""

MARGIN = 0.15
"""How far the match must be ahead of the second candidate; less is ambiguous."""
