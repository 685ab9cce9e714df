"""The table of the jobs and the two functions of its worker; called from the services' migrations."""

from alembic import op

from shared.db.migration_operations import grant, separate_tenants


def create_jobs(schema: str) -> None:
    """Make the table `jobs`, and the two rights across tenants that a worker has: to take up, to forget.

    Both functions run as the owner. `claim_job` tells no more than the id and the tenant of the job that it
    has leased; whatever follows is a transaction of that tenant, under the policies. The tenant served
    longest ago comes first, so that nobody's long queue keeps another waiting. `forget_jobs` deletes what
    ended `days` ago, with all rows that refer to it (ON DELETE CASCADE), and inputs that never came in whole.
    """
    op.execute(_TABLE.replace("SCHEMA", schema))
    op.execute(
        f"CREATE INDEX jobs_open ON {schema}.jobs (kind, created_at) WHERE state IN ('queued', 'running')"
    )
    op.execute(f"CREATE INDEX jobs_served ON {schema}.jobs (tenant, started_at)")
    separate_tenants(schema, "jobs")
    op.execute(f"CREATE POLICY worker ON {schema}.jobs TO {schema}_owner USING (true) WITH CHECK (true)")
    grant(schema, "jobs", "SELECT, INSERT, UPDATE, DELETE")
    for function, name in ((_CLAIM, "claim_job"), (_FORGET, "forget_jobs")):
        op.execute(function.replace("SCHEMA", schema))
        op.execute(f"REVOKE ALL ON FUNCTION {schema}.{name} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {schema}.{name} TO {schema}_app")


def drop_jobs(schema: str) -> None:
    """Take it all away again."""
    op.execute(f"DROP FUNCTION {schema}.forget_jobs")
    op.execute(f"DROP FUNCTION {schema}.claim_job")
    op.execute(f"DROP TABLE {schema}.jobs")


_TABLE = """
CREATE TABLE SCHEMA.jobs (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL
        CHECK (state IN ('receiving', 'queued', 'running', 'done', 'failed', 'cancelled')),
    parameters jsonb NOT NULL,
    position bigint NOT NULL DEFAULT 0,
    done bigint NOT NULL DEFAULT 0,
    total bigint,
    idempotency_key text,
    fingerprint text,
    lease uuid,
    lease_until timestamptz,
    due_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0,
    result jsonb,
    failure jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz,
    UNIQUE (tenant, kind, idempotency_key)
)
"""

_CLAIM = """
CREATE FUNCTION SCHEMA.claim_job(kinds text[], token uuid, seconds double precision)
RETURNS TABLE (id uuid, tenant text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE SCHEMA.jobs AS it
    SET state = 'running', lease = token, lease_until = now() + make_interval(secs => seconds),
        attempts = it.attempts + 1, started_at = now()
    WHERE it.id = (
        SELECT job.id FROM SCHEMA.jobs AS job
        WHERE job.kind = ANY (kinds)
          AND (
              (job.state = 'queued' AND job.due_at <= now())
              OR (job.state = 'running' AND job.lease_until < now())
          )
        ORDER BY
            (SELECT max(served.started_at) FROM SCHEMA.jobs AS served
             WHERE served.tenant = job.tenant) NULLS FIRST,
            job.created_at
        LIMIT 1
        FOR UPDATE OF job SKIP LOCKED
    )
    RETURNING it.id, it.tenant
$$
"""

_FORGET = """
CREATE FUNCTION SCHEMA.forget_jobs(kinds text[], days double precision) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM SCHEMA.jobs AS it
    WHERE it.kind = ANY (kinds)
      AND (
          it.finished_at < now() - make_interval(secs => days * 86400)
          OR (it.state = 'receiving' AND it.lease_until < now() - interval '1 day')
      )
$$
"""
