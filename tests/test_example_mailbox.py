"""The example mailbox: each client's form gives its citizen's new words, and nothing else."""

from __future__ import annotations

import json

import pytest

from request_router import Message, Unreadable
from request_router.formats import read_path
from request_router.french import Cleaner

from .conftest import ROOT

EXPECTED = [
    json.loads(line)
    for line in (ROOT / "tests/data/boite-mairie.expected.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def records() -> list[Message | Unreadable]:
    return list(read_path(str(ROOT / "examples/boite-mairie.mbox")))


def flat(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: f"{row['position']}-{row['client']}")
def test_the_new_words_are_kept_and_the_rest_is_set_aside(records, expected):
    record = records[expected["position"] - 1]
    if expected["service"] is None:
        assert isinstance(record, Unreadable)
        return
    clean = Cleaner().clean(record)
    read = flat(f"{clean.subject} {clean.text}")
    assert flat(expected["new_text_contains"]) in read
    assert not expected["must_not_count"] or flat(expected["must_not_count"]) not in read


def test_the_dangers_of_the_example_are_all_seen(router, records):
    decided = {
        row["position"]: router.route(records[row["position"] - 1]) for row in EXPECTED if row["urgency"] == "critique"
    }
    assert {position: decision.urgency.value for position, decision in decided.items()} == dict.fromkeys(
        decided, "critique"
    )


def test_every_mail_is_a_message_or_a_reject(records):
    assert len(records) == len(EXPECTED) >= 40
    assert sum(isinstance(record, Unreadable) for record in records) == 1
