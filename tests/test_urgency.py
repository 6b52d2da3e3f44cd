"""How the urgency of a message comes about: the model, a passage, the rules, each only raising."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from request_router import Urgency
from request_router.decisions import Scores
from request_router.french import Context, Danger
from request_router.routing import RoutingPolicy
from request_router.routing.urgency import judge_urgency

POLICY = RoutingPolicy(urgency_above=(0.5, 0.5, 0.2), rule_floors=(0.1, 0.02), passage_above=0.5)
GAS = Danger("gaz", Urgency.CRITIQUE, "odeur de gaz", "odeur ... gaz", Context.AFFIRMED)
NO_GAS = Danger("gaz", Urgency.CRITIQUE, "pas d'odeur de gaz", "odeur ... gaz", Context.NEGATED)


def scores(critique: float, passage: float = 0.0, haute: float = 0.0) -> Scores:
    rest = (1 - critique - haute) / 2
    return Scores(
        services=np.array([0.7, 0.3]),
        urgency=np.array([rest, rest, haute, critique]),
        further=np.zeros(2),
        known_share=1.0,
        words=9,
        passage="le mur bouge" if passage else "",
        passage_critique=passage,
    )


def judged(critique: float, passage: float = 0.0, found=(), aside=(), quoted=(), haute: float = 0.0):
    return judge_urgency(scores(critique, passage, haute), POLICY, found, aside, quoted)


def test_a_danger_told_of_here_and_now_raises_what_the_model_leaves_open():
    urgency = judged(0.05, found=[GAS])
    assert (urgency.told, urgency.decided) == (Urgency.NORMALE, Urgency.CRITIQUE)
    assert urgency.contradicted is None


@pytest.mark.parametrize(("haute", "decided"), [(0.0, Urgency.NORMALE), (0.2, Urgency.HAUTE)])
def test_a_danger_that_the_rest_of_the_message_denies_raises_no_further_than_is_likely_and_asks_a_human(haute, decided):
    urgency = judged(0.01, found=[GAS], haute=haute)
    assert urgency.decided is decided
    assert urgency.contradicted is GAS


def test_the_model_contradicts_nothing_that_it_has_not_read():
    assert judged(0.01, aside=[GAS]).decided is Urgency.CRITIQUE


def test_a_passage_raises_a_long_message_and_backs_a_rule():
    assert judged(0.01, passage=0.6).decided is Urgency.CRITIQUE
    assert judged(0.01, passage=0.6).passage == "le mur bouge"
    assert judged(0.01, passage=0.1, found=[GAS]).decided is Urgency.CRITIQUE


@pytest.mark.parametrize("place", ["found", "quoted"])
def test_a_danger_that_is_denied_or_quoted_raises_nothing_and_is_named(place):
    urgency = judged(0.05, **{place: [NO_GAS if place == "found" else GAS]})
    assert urgency.decided is Urgency.NORMALE
    assert urgency.unheeded in (NO_GAS, GAS)


@given(critique=st.floats(0, 1), passage=st.floats(0, 1), found=st.lists(st.sampled_from([GAS, NO_GAS]), max_size=2))
def test_every_step_only_raises(critique, passage, found):
    urgency = judged(critique, passage, found)
    assert urgency.learnt <= urgency.told <= urgency.decided
    assert urgency.decided >= judged(critique, passage).decided
