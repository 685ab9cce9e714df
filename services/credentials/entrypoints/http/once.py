"""A repeated `POST /v1/evaluations` is answered from the first."""

import orjson
from starlette.responses import Response

from services.credentials.adapters.documents import write_evaluation
from services.credentials.adapters.work import CredentialsWork
from services.credentials.domain.evaluation.evaluation import Evaluation
from shared.http.idempotency import IdempotencyKeys, IdempotentRequest
from shared.kernel.clock import Clock


class EvaluatedOnce:
    """Keeps the answer beside the evaluation, under the request's Idempotency-Key."""

    def __init__(self, keys: IdempotencyKeys, request: IdempotentRequest, clock: Clock) -> None:
        self._keys = keys
        self._request = request
        self._clock = clock

    async def earlier(self, work: CredentialsWork) -> Response | None:
        """Claim the key, or give the kept answer."""
        return await self._keys.claim(work.session, self._request, now=self._clock.now())

    async def keep(self, work: CredentialsWork, evaluation: Evaluation) -> Response:
        """Write the answer and keep it."""
        answer = Response(
            orjson.dumps(write_evaluation(evaluation)),
            status_code=201,
            headers={"Location": f"/v1/evaluations/{evaluation.id}"},
            media_type="application/json",
        )
        await self._keys.keep(work.session, self._request, answer)
        return answer
