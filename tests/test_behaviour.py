"""The suite of behaviour cases, and what reads it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from request_router import CorpusError, Urgency
from request_router.evaluation import behaviour_text, judge_behaviour, load_cases

SUITE = Path(__file__).parent / "behaviour" / "urgency.toml"
# Measured shares less a margin of two or three cases in a hundred: they may only be raised. docs/decisions.md has the figures.
HELD = {
    "paires, les deux côtés": 0.77,
    "… le danger": 0.92,
    "… sans danger": 0.85,
    "direction": 0.9,
    "inchangé, fabriqué : majuscules": 0.97,
    "inchangé, fabriqué : sans accents": 0.97,
    "inchangé, fabriqué : URGENT !!!": 0.95,
    "inchangé, fabriqué : emoji": 0.97,
    "inchangé, fabriqué : politesse": 0.94,
}


@pytest.fixture(scope="module")
def cases():
    return load_cases(SUITE)


def test_the_suite_is_wide(cases):
    assert len(cases) >= 500
    assert len({pair.kind for pair in cases.pair}) >= 30
    contexts = Counter(pair.context for pair in cases.pair)
    assert (
        min(contexts[name] for name in ("negation", "passe", "hypothese", "information", "idiome", "plaisanterie"))
        >= 20
    )
    assert all(pair.at_least > pair.at_most for pair in cases.pair)


def test_the_model_holds_what_it_held(router, cases):
    verdict = judge_behaviour(cases, lambda text: router.route(text).urgency)
    shares = {group: verdict.share(group) for group in HELD}
    assert all(shares[group] >= least for group, least in HELD.items()), behaviour_text(verdict)


def test_the_cases_that_nothing_was_chosen_on_are_a_suite_of_their_own(router, cases):
    unseen = load_cases(SUITE.with_name("urgency-unseen.toml"))
    assert len(unseen) == 300
    assert not {pair.danger for pair in unseen.pair} & {pair.danger for pair in cases.pair}
    verdict = judge_behaviour(unseen, lambda text: router.route(text).urgency)
    assert verdict.share("paires, les deux côtés") >= 0.65, behaviour_text(verdict)


SMALL = """
[[pair]]
kind = "gaz"
context = "passe"
danger = "odeur de gaz"
at_least = "critique"
calm = "odeur de gaz réparée"
at_most = "normale"

[[invariance]]
kind = "gaz"
change = "ton"
text = "poubelle"
changed = "POUBELLE"
urgency = "normale"

[[direction]]
kind = "gaz"
text = "mur tombé"
added = "mon fils est dessous"
at_least = "critique"
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return load_cases(path)


def test_a_router_that_understands_holds_everything(small):
    def decide(text):
        grave = "dessous" in text or ("gaz" in text.lower() and "réparée" not in text)
        return Urgency.CRITIQUE if grave else Urgency.NORMALE

    verdict = judge_behaviour(small, decide)
    assert verdict.cases == 3
    assert not verdict.failures
    assert all(share.value == 1 for _, share in verdict.groups)


def test_a_router_that_always_cries_wolf_holds_no_pair(small):
    verdict = judge_behaviour(small, lambda _: Urgency.CRITIQUE)
    assert verdict.share("… le danger") == 1
    assert verdict.share("paires, les deux côtés") == 0
    assert [failure.group for failure in verdict.failures] == ["passe"]
    assert "attendu ≤ normale, décidé critique" in behaviour_text(verdict)


def test_a_router_that_listens_to_shouting_holds_no_invariance(small):
    verdict = judge_behaviour(small, lambda text: Urgency.CRITIQUE if text.isupper() else Urgency.BASSE)
    assert verdict.share("inchangé : ton") == 0
    assert verdict.share("inchangé, fabriqué : majuscules") == 0


@pytest.mark.parametrize("content", ["[[pair]]\nkind = 'gaz'", "x = ", "[[pairs]]"])
def test_a_file_that_is_no_suite_is_an_error(tmp_path, content):
    path = tmp_path / "suite.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match="not a suite"):
        load_cases(path)
