from datetime import UTC, datetime, timedelta

import pytest

from shared.kernel.clock import FixedClock
from shared.kernel.ids import new_id, uuid7

MOMENT = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)


def test_the_example_of_rfc_9562_appendix_a_6() -> None:
    # unix_ts_ms 0x017F22E279B0, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F
    randomness = bytes.fromhex("0cc3") + bytes.fromhex("18c4dc0c0c07398f")
    assert str(uuid7(MOMENT, randomness)) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


def test_version_and_variant() -> None:
    made = new_id(FixedClock(MOMENT))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_later_ids_sort_later() -> None:
    earlier = new_id(FixedClock(MOMENT))
    later = new_id(FixedClock(MOMENT + timedelta(milliseconds=1)))
    assert earlier < later


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        uuid7(datetime(2022, 2, 22), bytes(10))  # noqa: DTZ001 - the point of the test


def test_the_wrong_amount_of_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        uuid7(MOMENT, bytes(9))
