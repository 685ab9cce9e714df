"""The words of the field that programs exchange: codes of facts, effects, reasons and outcomes."""

from enum import StrEnum


class QualificationType(StrEnum):
    """What the holder asks to have recognised."""

    ACCESS = "access"
    DEGREE = "degree"
    PARTIAL = "partial"
    JOINT_DEGREE = "joint_degree"
    PROFESSIONAL = "professional"


class Level(StrEnum):
    """The cycle of the qualification in the sense of the Bologna framework."""

    SHORT = "short"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTORATE = "doctorate"


class HolderStatus(StrEnum):
    """A status of the holder to which instruments attach duties of the host."""

    REFUGEE = "refugee"
    REFUGEE_LIKE = "refugee_like"
    INTERNALLY_DISPLACED = "internally_displaced"
    STATELESS = "stateless"


class Documents(StrEnum):
    """How much of the holder's papers exist."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Legalisation(StrEnum):
    """How the origin of the papers was certified."""

    NONE = "none"
    APOSTILLE = "apostille"
    CONSULAR = "consular"


class Sector(StrEnum):
    """Who runs the awarding institution."""

    GOVERNMENTAL = "governmental"
    PRIVATE = "private"


class Mode(StrEnum):
    """How the programme was taught."""

    CAMPUS = "campus"
    ONLINE = "online"
    BLENDED = "blended"


class Decider(StrEnum):
    """Who takes the recognition decision in the recognising State."""

    STATE = "state"
    INSTITUTION = "institution"


class Effect(StrEnum):
    """The legal force of a provision, from a firm duty to deliberate silence."""

    SHALL = "SHALL"
    SHALL_UNLESS = "SHALL_UNLESS"
    SHALL_ALT = "SHALL_ALT"
    SHALL_AUTO = "SHALL_AUTO"
    AGREE_STEPS = "AGREE_STEPS"
    BEST_EFFORT = "BEST_EFFORT"
    SHOULD = "SHOULD"
    MAY = "MAY"
    PRINCIPLE = "PRINCIPLE"
    PRINCIPLE_SHOULD = "PRINCIPLE_SHOULD"
    RULE = "RULE"
    SCOPE = "SCOPE"
    DEFINITION = "DEFINITION"
    NONE = "NONE"
    UNVERIFIED = "UNVERIFIED"


class Term(StrEnum):
    """A condition or feature of a provision that the resolver reads; the words stand beside it."""

    AFTER_ASSESSMENT = "after_assessment"
    ANNEX_IV_ACTIVITY = "annex_iv_activity"
    COMPONENTS_DECIDE = "components_decide"
    ENCOURAGE = "encourage"
    FOR_FURTHER_STUDY = "for_further_study"
    FOR_WORK = "for_work"
    GENERAL_SYSTEM = "general_system"
    GOVERNMENTAL_INSTITUTION = "governmental_institution"
    HOST_OF_THE_PROVIDER = "host_of_the_provider"
    INSTITUTIONS_DECIDE = "institutions_decide"
    INTERGOVERNMENTAL_INSTITUTION = "intergovernmental_institution"
    ISSUED_IN_A_PARTY = "issued_in_a_party"
    LISTED_PROFESSION = "listed_profession"
    NEVER_MORE_THAN_AT_HOME = "never_more_than_at_home"
    NON_TRADITIONAL_MODE = "non_traditional_mode"
    NOTIFIED_EXTRA_EXAMINATION = "notified_extra_examination"
    ON_REQUEST = "on_request"
    ONCE_INFORMATION_IS_SUPPLIED = "once_information_is_supplied"
    ONE_STATE_PARTY_IS_ENOUGH = "one_state_party_is_enough"
    PRIOR_AGREEMENT = "prior_agreement"
    QUALITY_ASSURED = "quality_assured"
    RECOGNISED_BY_AWARDING_STATE = "recognised_by_awarding_state"
    RESERVABLE = "reservable"
    SELECTIVE_PROGRAMME = "selective_programme"
    SILENCE = "silence"
    TERM_IN_NATIONAL_LAW = "term_in_national_law"
    THIRD_COUNTRY_TITLE = "third_country_title"
    THROUGH_PRIOR_LEARNING = "through_prior_learning"
    UNDER_NATIONAL_LAW = "under_national_law"
    WITHOUT_PAPERS = "without_papers"


class Reason(StrEnum):
    """Why an instrument does not bind two States on a day.

    NOT_PARTY means "not shown to be a party": it also covers rows that are unconfirmed or in conflict.
    """

    NOT_PARTY = "NOT_PARTY"
    SIGNED_ONLY = "SIGNED_ONLY"
    NOT_YET_IN_FORCE_FOR_STATE = "NOT_YET_IN_FORCE_FOR_STATE"
    INSTRUMENT_NOT_IN_FORCE = "INSTRUMENT_NOT_IN_FORCE"
    SUPERSEDED_BETWEEN_PARTIES = "SUPERSEDED_BETWEEN_PARTIES"
    DENOUNCED = "DENOUNCED"
    NON_BINDING = "NON_BINDING"


class Presumption(StrEnum):
    """What the law presumes about the qualification before anything is shown."""

    UNLESS_SUBSTANTIAL_DIFFERENCE = "recognise_unless_substantial_difference"
    AUTOMATIC_LEVEL = "automatic_level"
    AUTOMATIC_IF_LISTED = "automatic_if_listed"
    UNDER_NATIONAL_LAW = "recognise_under_national_law"
    RECOGNISE = "recognise"
    ON_HOST_LAW = "conditional_on_host_law"
    IF_AWARDING_STATE_CONFIRMS = "none_unless_awarding_state_confirms"
    ASSESS_ONLY = "assess_only"
    NONE = "none"


class Burden(StrEnum):
    """Who has to show that the requirements are or are not met."""

    AUTHORITY = "authority"
    AUTHORITY_ONCE_INFORMED = "authority, once information is supplied"
    NATIONAL_LAW = "national law"
    NONE = "none"


class OutcomeClass(StrEnum):
    """The kind of answer that the law leads to."""

    PRESUMPTION = "assess_with_presumption"
    AUTOMATIC_LEVEL = "automatic_level_recognition"
    DIRECTIVE_AUTOMATIC = "directive_automatic"
    UNDER_NATIONAL_LAW = "recognise_under_national_law"
    FOR_STUDY = "recognise_for_study"
    WITHOUT_EFFECTS = "recognise_without_guaranteed_effects"
    HOST_LAW = "host_law_condition"
    HOST_DUTY = "host_duty_without_reciprocity"
    WITHOUT_DOCUMENTS = "assess_without_documents"
    ASSESS_ONLY = "assess_only"
    APPEAL_OPEN = "appeal_open"
    FEASIBLE_STEPS = "feasible_steps"
    ENDEAVOUR = "endeavour_only"
    ENCOURAGE = "encourage_only"
    OUT_OF_SCOPE = "out_of_material_scope_pending_confirmation"
    NATIONAL_LAW = "national_law_only"
