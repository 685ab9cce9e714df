"""The sentences of the answers: one catalogue, so that a lawyer can read and correct them in one place.

Placeholders: {law} the recognising State's law by its adjective ("Greek law"), {awarding} the awarding State
with its article ("the UK"), {name} an instrument's short name, {article} an article of it.
"""

from types import MappingProxyType

Sentences = tuple[str, ...]

UNTIL_CONFIRMED = "not confirmed with the depositary"

PRESUMPTION: Sentences = (
    "recognise unless a substantial difference is shown",
    "carry the burden of proof",
    "give reasons and next steps if refusing",
    "allow appeal, also against silence",
)
PRESUMPTION_ONCE_INFORMED: Sentences = (
    "recognise unless a substantial difference is shown, provided the holder supplied the information",
    "decide within the pre-announced limit",
    "reasons; appeal",
)
ASSESSMENT_FOR_WORK = (
    "assessment for work purposes is covered (Global III.1; LRC Art I recognition for employment)"
)
SELECTIVE_ADMISSION: Sentences = (
    "recognise general access",
    "may apply the same specific requirements and selection fairly",
    "language test allowed ({article})",
)
AUTOMATIC_LEVEL: Sentences = (
    "treat the level as recognised without any procedure or fee",
    "programme admission may still be selective",
)
PROFESSION_LISTED: Sentences = (
    "acknowledge within one month, name missing papers",
    "automatic recognition if the title meets Annex V or acquired rights",
    "language check after recognition",
)
PROFESSION_GENERAL_SYSTEM: Sentences = (
    "acknowledge within one month, name missing papers",
    "give access unless a substantial difference is shown; then an adaptation period or an aptitude test",
    "language check after recognition",
)
PROFESSION_NATIONAL_LAW: Sentences = (
    "decide on the licence to practise under {law}",
    "academic recognition under the conventions stays open and gives no licence",
)
NATIONAL_LAW_MEASURE: Sentences = (
    "grant recognition under national law",
    "decide within the pre-announced limit, with reasons",
    "appeal within the national term",
)
FOR_STUDY: Sentences = (
    "recognise for the pursuit of studies",
    "no duty to prove a substantial difference",
    "no fixed time limit or appeal in the treaty",
)
LEVEL_OF_OUTCOMES: Sentences = (
    "recognise the level of the outcomes that correspond to equivalent studies",
    "carry the burden of proof",
    "give reasons and next steps if refusing",
    "allow appeal, also against silence",
)
ASSESSMENT_OR_MORE: Sentences = (
    "at least offer an assessment",
    "may recognise",
)
RECOGNISE_OR_ASSESS: Sentences = (
    "recognise where appropriate or at least assess",
    "decide within the pre-announced limit",
    "reasons; appeal",
)
RIGHT_TO_ASSESSMENT: Sentences = (
    "give adequate and timely access to an assessment",
    "decide within the pre-announced limit",
    "reasons; appeal",
)
OLD_ENCOURAGEMENT: Sentences = (
    "take all feasible steps to encourage the competent body to recognise",
    "no duty to prove a substantial difference",
    "no fixed time limit or appeal in the treaty",
)
OLD_STEPS: Sentences = (
    "take the feasible steps towards recognition",
    "no duty to prove a substantial difference",
    "no fixed time limit or appeal in the treaty",
)
OLD_ENDEAVOUR: Sentences = (
    "endeavour to set up procedures of recognition",
    "no duty to prove a substantial difference",
    "no fixed time limit or appeal in the treaty",
)
NEVER_MORE_THAN_AT_HOME = "give no more rights than the qualification gives in the awarding country"
INSTITUTIONS_DECIDE: Sentences = (
    "send the text to the institutions that decide",
    "take all possible steps to have its provisions considered and applied",
    "the deciding institution is not itself bound by the treaty",
)
HOST_OF_THE_PROVIDER: Sentences = (
    "may tie recognition to {law} on foreign providers or to an agreement with {awarding}",
    "still reasons, limit, appeal",
)
OUT_OF_SCOPE: Sentences = (
    "ask the awarding State whether it recognises the institution for this award",
    "no duty to recognise until it confirms",
)
OUT_OF_SCOPE_FOR_GOOD: Sentences = (
    "no duty under the treaty: the awarding State does not recognise the institution for this award",
    "decide under {law}",
)
PROGRAMME_NOT_COUNTED: Sentences = (
    "ask the State of the provider whether it counts the programme as its own",
    "no duty to recognise until it confirms",
)
REFUGEES_WITHOUT_PAPERS: Sentences = (
    "run a fair, quick procedure for refugees without documents",
    "interview, background paper, partial evidence",
)
NO_REFUSAL_FOR_PAPERS = "no refusal merely for missing papers"
REFUGEES_WITH_PAPERS: Sentences = (
    "run a fair, quick procedure for refugees",
    "assess for access, further study or work",
)
PRIOR_LEARNING_OF_REFUGEES = "assess through the recognition of prior learning"
WITHOUT_EFFECTS = "recognition is owed, its consequences are not: reservation to {article}"
APPEAL_OPEN: Sentences = ("open the appeal as if recognition had been withheld",)
NATIONAL_LAW = "decide under {law}"
ANTICIPATION = "decide under {law}; may anticipate {name}"

NO_DEADLINE_IN_TREATY = "none in treaty"
NATIONAL_DEADLINE = "national law only"
AT_ONCE = "at once"
EXPEDITIOUS = "efficient/expeditious; national limit"
EXPIRED = "announced limit expired"
TIMELY = "timely; no number"
DEADLINES = MappingProxyType(
    {
        "lrc_1997": "limit fixed beforehand by the authority; runs from complete file; no number in the "
        "treaty (LRC III.5)",
        "tokyo_2011": "limit fixed beforehand by the authority (Tokyo III.5)",
        "addis_2014": "limit fixed beforehand by the authority (Addis IV.6)",
        "buenosaires_2019": "limit fixed beforehand (III.4.2)",
        "eu_2005_36": "3 months from complete file",
    }
)
"""By the instrument whose time limit governs; the general system of the Directive adds a month."""
DEADLINE_GENERAL_SYSTEM = "3 months from complete file, one month more under the general system"

APPEAL = "yes: refusal or silence"
APPEAL_IN_NATIONAL_TERM = "yes: refusal or silence; term in national law"
APPEAL_OF_THE_DIRECTIVE = "yes: decision or silence (51.3)"
APPEAL_AGAINST_SILENCE = "yes: silence"
NATIONAL_APPEAL = "national law"
