"""What a client is told when its tenant has as many batches under way as it may have."""

from pathlib import Path

from services.credentials.application.batches import QUOTA
from tests.support.credentials_api import CredentialsApi, Told, credentials_api
from tests.support.platform import Database

ROWS = b"award_country,qualification,award_date,host_country,purpose\nFRA,Licence,2015-07-01,NOR,work\n"


async def _send(api: CredentialsApi, key: str, *, tenant: str = "norway") -> Told:
    headers = {"Content_Type": "text/csv", "Prefer": "respond-async", "Idempotency_Key": key}
    return await api.ask(tenant, "POST", "/v1/equivalences:batch", body=ROWS, **headers)


async def test_one_batch_too_many_is_429_and_its_key_is_free_for_later(
    database: Database, tmp_path: Path
) -> None:
    async with credentials_api(database, tmp_path) as api:
        taken = [await _send(api, f"batch-{number}") for number in range(QUOTA.batches)]
        assert {it.status for it in taken} == {202}

        refused = await _send(api, "one-more")
        assert (refused.status, refused.body["code"]) == (429, "quota_reached")
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.headers["Retry-After"] == "10"
        assert f"{QUOTA.batches} batches are under way" in refused.body["detail"]

        assert (await _send(api, "batch-0")).headers["Idempotency-Replayed"] == "true"
        assert (await _send(api, "one-more", tenant="france")).status == 202

        job = taken[0].headers["Location"]
        cancelled = await api.ask("norway", "POST", f"{job}:cancel")
        assert cancelled.status == 200, cancelled.body
        assert (await _send(api, "one-more")).status == 202
