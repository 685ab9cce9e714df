"""The weight of each piece of evidence, and the score from which a candidate counts as the match.

Fitted by logistic regression (`python -m tests.bench.reconciliation fit`) on one half of the labelled
affiliations, drawn by hash, each of them twice: against the whole register, and with the right institution
hidden, so that "no match" is learnt too. `docs/adr/0014` gives the counting rule and the figures on the
other half.
"""

WEIGHTS: dict[str, float] = {
    "clean": 2.314,
    "clean_in_country": 2.729,
    "head_missing": -1.168,
    "school_of_it": 2.288,
    "goes_on": -0.641,
    "place_alone": -0.734,
    "name_missing": -5.491,
    "name_weight": 1.472,
    "foreign_words": -1.241,
    "word_before": -2.145,
    "word_after": 1.290,
    "across_parts": 0.041,
    "out_of_order": -0.819,
    "slips": -0.721,
    "acronym": -0.544,
    "acronym_in_capitals": 1.918,
    "single_word": 0.418,
    "no_head_word": -0.448,
    "country_agrees": 1.916,
    "country_differs": -1.919,
    "city_agrees": 1.900,
    "region_agrees": -0.277,
    "same_name": -2.883,
    "ceased": -0.711,
    "not_in_that_year": 0.000,
    "inside_longer_name": -1.821,
    "other_names": -1.315,
}
BIAS = -7.023

THRESHOLD = 0.75
"""The score from which the best candidate is the match."""

MARGIN = 0.05
"""How far the match must be ahead of the second candidate; less is ambiguous."""
