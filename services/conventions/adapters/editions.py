"""Editions of the reference data in PostgreSQL: each fact once, each edition a list of facts."""

from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.conventions.adapters.tables import edition_facts, editions, facts
from services.conventions.domain.instruments.book import Edition, TreatyBook
from services.conventions.domain.instruments.model import Instrument, PartyFact, Provision
from services.conventions.domain.ports import ReviewedData
from shared.kernel.canonical import sha256
from shared.kernel.errors import Conflict

_INSTRUMENT = TypeAdapter(Instrument)
_PARTY = TypeAdapter(PartyFact)
_PROVISION = TypeAdapter(Provision)

Row = dict[str, Any]


class OlderEdition(Conflict):
    """The data are older than what is loaded, or were loaded before a newer edition."""

    code = "older_edition"
    title = "A newer edition is loaded"


class PostgresEditions:
    """Adds and reads editions."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, data: ReviewedData) -> bool:
        """Load `data` as the newest edition; False where it is that already. Raises OlderEdition."""
        async with self._engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('load conventions'))"))
            newest = (
                await connection.execute(select(editions).order_by(editions.c.number.desc()).limit(1))
            ).first()
            if newest is not None and newest.reference_data == data.content:
                return False
            known = await connection.scalar(
                select(editions.c.number).where(editions.c.reference_data == data.content)
            )
            if known is not None or (newest is not None and newest.as_of > data.as_of):
                raise OlderEdition(f"the edition of {data.as_of} cannot follow what is loaded")
            number = await connection.scalar(
                insert(editions)
                .values(reference_data=data.content, as_of=data.as_of)
                .returning(editions.c.number)
            )
            rows = list(_rows(data))
            await connection.execute(upsert(facts).on_conflict_do_nothing(), rows)
            await connection.execute(
                insert(edition_facts),
                [
                    {"edition": number, "position": position, "hash": row["hash"]}
                    for position, row in enumerate(rows)
                ],
            )
        return True

    async def newest(self) -> str | None:
        """Name the newest edition's reference data; None where nothing was loaded."""
        query = select(editions.c.reference_data).order_by(editions.c.number.desc()).limit(1)
        async with self._engine.connect() as connection:
            name: str | None = await connection.scalar(query)
        return name

    async def read(self) -> TreatyBook | None:
        """Read all editions as one book; None where nothing was loaded."""
        async with self._engine.connect() as connection:
            found = (await connection.execute(select(editions).order_by(editions.c.number))).all()
            read = [await self._edition(connection, row) for row in found]
        return TreatyBook(tuple(read)) if read else None

    @staticmethod
    async def _edition(connection: AsyncConnection, edition: Any) -> Edition:
        query = (
            select(facts.c.kind, facts.c.document)
            .join(edition_facts, edition_facts.c.hash == facts.c.hash)
            .where(edition_facts.c.edition == edition.number)
            .order_by(edition_facts.c.position)
        )
        documents: dict[str, list[Any]] = {"instrument": [], "party": [], "provision": []}
        for row in await connection.execute(query):
            documents[row.kind].append(row.document)
        return Edition(
            (_INSTRUMENT.validate_python(it) for it in documents["instrument"]),
            (_PARTY.validate_python(it) for it in documents["party"]),
            (_PROVISION.validate_python(it) for it in documents["provision"]),
            known_from=edition.as_of,
            reference_data=edition.reference_data,
        )


def _rows(data: ReviewedData) -> Iterator[Row]:
    for instrument in data.instruments:
        yield _row(
            "instrument", instrument.id, _plain(_INSTRUMENT, instrument), valid_from=instrument.entry.day
        )
    for party in data.parties:
        yield _row(
            "party",
            party.instrument,
            _plain(_PARTY, party),
            state=party.state,
            valid_from=party.in_force,
            valid_to=party.terminated,
            known_from=party.knowable_from,
        )
    for provision in data.provisions:
        yield _row(
            "provision", provision.instrument, _plain(_PROVISION, provision), article=provision.article
        )


def _row(kind: str, instrument: str, document: dict[str, Any], **columns: Any) -> Row:
    empty = dict.fromkeys(("state", "article", "valid_from", "valid_to", "known_from"))
    name = sha256({"kind": kind, "document": document})
    return {**empty, **columns, "hash": name, "kind": kind, "instrument_id": instrument, "document": document}


def _plain(adapter: TypeAdapter[Any], value: object) -> dict[str, Any]:
    """Write a value as JSON; sets become sorted lists, so that equal values have equal names."""
    document: dict[str, Any] = adapter.dump_python(value, mode="json")
    for name in ("applies_to", "terms"):
        if isinstance(document.get(name), list):
            document[name] = sorted(document[name])
    reservations = document.get("reservations")
    if reservations is not None:
        reservations["allowed"] = sorted(reservations["allowed"])
    return document
