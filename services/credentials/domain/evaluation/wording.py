"""The sentences of the recommendations: one catalogue, so that a lawyer can read and correct them."""

from collections.abc import Mapping

CONFIRMATION = "award.retroactive_recognition_confirmed"

REASONS: Mapping[str, str] = {
    "recognise_unless_substantial_difference": (
        "The qualification is recognised: no substantial difference has been shown."
    ),
    "recognise_for_study": (
        "The qualification is recognised for study, by a duty without a test of differences."
    ),
    "level_of_outcomes": "The level of the outcomes is recognised: they correspond to equivalent studies.",
    "automatic_level": "The level is recognised by treaty, without any procedure.",
    "burden_not_met": "No substantial difference was shown; the burden is the authority's.",
    "burden_met": "The authority has shown the difference.",
    "part_recognised": "What the difference leaves is recognised.",
    "papers_excused": (
        "The holder is displaced and papers are missing: that alone counts nothing against recognition."
    ),
    "fraud_established": "Fraud is established: ",
    "reasons_owed": "The decision states its reasons, and what could be done to obtain recognition later.",
    "outside_material_scope": (
        "The awarding State did not count the award as its own when it was made, and has not confirmed it."
    ),
    "scope_to_be_confirmed": (
        "The awarding State did not count the award as its own when it was made; it may still confirm it."
    ),
    "national_law_decides": "The treaty leaves the measure to national law; the authority decides under it.",
    "no_binding_instrument": (
        "No instrument binds the two States for this case on the legal date; national law decides."
    ),
    "not_carried": "What binds the two States says nothing on this kind of case; national law decides.",
    "information_incomplete": "The authority decides on adequate information, which is not complete yet.",
    "open": "The case is open until what is missing is known.",
    "conflict": "Rules of the law say different things here; a person decides.",
    "act_not_known": "A rule decides what this service has no words for; a person decides.",
    "refusal_without_ground": "A rule refuses without a ground that the law accepts; a person decides.",
}
"""By reason code; rules name theirs under `effect.reasons`. The evidence follows a finding of fraud."""

SILENCE = "open_against_silence"

APPEALS: Mapping[str, str] = {
    "refusal_or_silence": (
        "An appeal is open against the decision, within a reasonable time; national law names body and term."
    ),
    "refusal_or_silence_in_national_term": (
        "An appeal is open against the decision, within the term of national law."
    ),
    "decision_or_silence": "An appeal is open against the decision under national law.",
    SILENCE: (
        "The announced limit has passed without a decision: an appeal is open as against a refusal; national "
        "law names body and term."
    ),
}
"""By the act of the rules in the slot `appeal`."""

GAP = "Whether {state} is bound on the legal date is not known; it is not confirmed with the depositary."

NEEDS: Mapping[str, str] = {
    "award.documents": "The documents that show the qualification.",
    "award.verified_with_issuer": "Confirmation that the institution made the award.",
    "award.institution_recognised_at_award": "Whether the institution was recognised when it made the award.",
    CONFIRMATION: "Whether the awarding State recognises the award all the same.",
    "award.quality_assured": "Whether the quality of the programme is assured.",
    "award.programme_listed_by_provider_country": (
        "Whether the State of the provider counts the programme taught abroad as its own."
    ),
    "award.institution_sector": "Whether the institution is governmental or private.",
    "award.mode": "Whether the studies were by attendance, online or blended.",
    "profession": "Which regulated profession is to be practised.",
    "circumstances.agreed_beforehand": "Whether both sides agreed on the period of study beforehand.",
    "circumstances.transcript": "Whether the institution that taught has issued a transcript.",
    "circumstances.specific_access": (
        "Whether the qualification opens at home only certain types of institution or programme."
    ),
    "circumstances.needs_extra_examination": (
        "Whether the certificate gives access at home only together with a further examination."
    ),
    "circumstances.prior_learning": (
        "Whether it was learnt outside a programme, and is documented or certified."
    ),
    "circumstances.selective_programme": "Whether the programme admits only some of those who qualify.",
    "circumstances.specific_requirements": (
        "Whether the programme has requirements beyond the general ones."
    ),
    "circumstances.host_notified_extra_examination": (
        "Whether the recognising State has notified a depositary that it asks holders from the awarding "
        "State for the further examination."
    ),
    "circumstances.host_admits_non_traditional": (
        "Whether the recognising State itself gives access on non-traditional qualifications."
    ),
    "circumstances.host_permits_prior_learning": (
        "Whether the law of the recognising State permits the recognition of prior learning."
    ),
    "assessment.closed": "The assessment: recognition follows unless it shows a substantial difference.",
}
"""By the field of the application; a fact without a sentence of its own is said by its meaning."""
