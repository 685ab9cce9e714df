"""What this service does with what it hears."""

from services.indicators.adapters.casework.mapping import case_event_from, is_counted
from services.indicators.adapters.casework.work import CaseWorks
from services.indicators.adapters.mapping import evaluated_from
from services.indicators.adapters.work import IndicatorsWorks
from shared.contracts.envelope import Event
from shared.messaging.consumer import Handler


def project_evaluations(open_work: IndicatorsWorks) -> Handler:
    """Make the handler that counts an evaluation once, however often it is delivered."""

    async def handle(event: Event) -> None:
        async with open_work(event.tenant) as work:
            if await work.accept(event):
                await work.projection.add(evaluated_from(event))
                await work.commit()

    return handle


def project_cases(open_work: CaseWorks) -> Handler:
    """Make the handler that takes an event of a case in once, in whatever order the events come."""

    async def handle(event: Event) -> None:
        async with open_work(event.tenant) as work:
            if await work.accept(event):
                if is_counted(event):
                    await work.cases.apply(case_event_from(event))
                await work.commit()

    return handle
