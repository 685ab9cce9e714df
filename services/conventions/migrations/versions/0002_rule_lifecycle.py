"""The life of rules: documents, steps from draft to release, gate reports, releases. Nothing is ever changed.

The database itself holds what must not depend on a program: no row changes, a step follows only on the step
it may follow, no author approves, nothing is approved without a report of the gate that passed, and releases
form one chain.
"""

from alembic import op

from shared.db.migration_operations import append_only, grant
from shared.db.standard_tables import create_idempotency_keys, create_outbox

revision = "0002"
down_revision = "0001"

SCHEMA = "conventions"
TABLES = (
    "rule_documents",
    "rule_gate_reports",
    "rule_steps",
    "rule_releases",
    "rule_release_documents",
    "rule_supersessions",
)

STATES = "'draft', 'in_review', 'approved', 'published', 'superseded', 'withdrawn'"

FOLLOWING = """
    ('draft', 'draft'), ('draft', 'in_review'), ('draft', 'withdrawn'),
    ('in_review', 'in_review'), ('in_review', 'draft'), ('in_review', 'approved'), ('in_review', 'withdrawn'),
    ('approved', 'in_review'), ('approved', 'published'), ('approved', 'withdrawn'),
    ('published', 'superseded'), ('published', 'withdrawn')
"""

CHECK_STEP = """
CREATE FUNCTION conventions.check_rule_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last conventions.rule_steps;
    approved integer;
BEGIN
    SELECT * INTO last FROM conventions.rule_steps
        WHERE draft = NEW.draft ORDER BY sequence DESC LIMIT 1;
    IF NOT FOUND THEN
        IF NEW.sequence <> 1 OR NEW.state <> 'draft' OR NOT NEW.authored THEN
            RAISE check_violation USING MESSAGE = 'a document begins as a draft';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.sequence <> last.sequence + 1 THEN
        RAISE unique_violation USING MESSAGE = 'another step was taken meanwhile';
    END IF;
    IF (last.state, NEW.state) NOT IN (FOLLOWING) THEN
        RAISE check_violation USING MESSAGE = 'what is ' || last.state || ' cannot become ' || NEW.state;
    END IF;
    IF NEW.authored <> (NEW.document <> last.document)
       OR NEW.authored <> (NEW.state = last.state
                           OR (last.state = 'approved' AND NEW.state = 'in_review')) THEN
        RAISE check_violation USING MESSAGE = 'a text changes by an edit, and by nothing else';
    END IF;
    IF NEW.state = 'approved' THEN
        SELECT coalesce(max(sequence), 0) INTO approved FROM conventions.rule_steps
            WHERE draft = NEW.draft AND state = 'approved';
        IF EXISTS (SELECT 1 FROM conventions.rule_steps
                   WHERE draft = NEW.draft AND sequence > approved AND authored AND actor = NEW.actor) THEN
            RAISE check_violation USING MESSAGE = 'an author does not approve';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM conventions.rule_gate_reports
                       WHERE hash = NEW.report AND passed AND NEW.document = ANY (documents)) THEN
            RAISE check_violation USING MESSAGE = 'nothing is approved that did not pass the gate';
        END IF;
    END IF;
    RETURN NEW;
END $$
""".replace("FOLLOWING", FOLLOWING)

CREATE = (
    """
    CREATE TABLE conventions.rule_documents (
        hash text PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('vocabulary', 'parameter', 'rule')),
        name text NOT NULL,
        version integer NOT NULL,
        text text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX rule_documents_by_name ON conventions.rule_documents (kind, name, version)",
    """
    CREATE TABLE conventions.rule_gate_reports (
        hash text PRIMARY KEY,
        candidate text NOT NULL,
        documents text[] NOT NULL,
        passed boolean NOT NULL,
        report jsonb NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX rule_gate_reports_of_candidate ON conventions.rule_gate_reports (candidate)",
    f"""
    CREATE TABLE conventions.rule_steps (
        draft uuid NOT NULL,
        sequence integer NOT NULL,
        state text NOT NULL CHECK (state IN ({STATES})),
        document text NOT NULL REFERENCES conventions.rule_documents (hash),
        authored boolean NOT NULL,
        actor text NOT NULL CHECK (actor <> ''),
        note text NOT NULL,
        report text REFERENCES conventions.rule_gate_reports (hash),
        recorded_at timestamptz NOT NULL,
        PRIMARY KEY (draft, sequence),
        CHECK ((report IS NOT NULL) = (state = 'approved'))
    )
    """,
    CHECK_STEP,
    """
    CREATE TRIGGER check_step BEFORE INSERT ON conventions.rule_steps
        FOR EACH ROW EXECUTE FUNCTION conventions.check_rule_step()
    """,
    """
    CREATE TABLE conventions.rule_releases (
        hash text PRIMARY KEY,
        number integer NOT NULL UNIQUE CHECK (number > 0),
        previous text UNIQUE REFERENCES conventions.rule_releases (hash),
        report text NOT NULL REFERENCES conventions.rule_gate_reports (hash),
        signatures jsonb NOT NULL,
        bundle bytea NOT NULL,
        published_by text NOT NULL,
        published_at timestamptz NOT NULL,
        CHECK ((previous IS NULL) = (number = 1))
    )
    """,
    """
    CREATE TABLE conventions.rule_release_documents (
        release text NOT NULL REFERENCES conventions.rule_releases (hash),
        position integer NOT NULL,
        document text NOT NULL REFERENCES conventions.rule_documents (hash),
        published date,
        PRIMARY KEY (release, position),
        UNIQUE (release, document)
    )
    """,
    """
    CREATE TABLE conventions.rule_supersessions (
        superseded text NOT NULL REFERENCES conventions.rule_documents (hash),
        superseding text NOT NULL REFERENCES conventions.rule_documents (hash),
        release text NOT NULL REFERENCES conventions.rule_releases (hash),
        PRIMARY KEY (superseded, superseding),
        CHECK (superseded <> superseding)
    )
    """,
)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)
    for table in TABLES:
        append_only(SCHEMA, table)
        grant(SCHEMA, table, "SELECT, INSERT")
    create_outbox(SCHEMA)
    create_idempotency_keys(SCHEMA)


def downgrade() -> None:
    for table in ("idempotency_keys", "outbox", *reversed(TABLES)):
        op.execute(f"DROP TABLE {SCHEMA}.{table}")
    op.execute(f"DROP FUNCTION {SCHEMA}.check_rule_step")
