from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from request_router import CorpusError, LabelledMessage, Urgency
from request_router.corpus.measuring import measure
from request_router.evaluation import compare_baselines, judge, report_text
from request_router.evaluation.metrics import bootstrap, calibration_error, macro_f1, weighted_kappa, wilson

from .conftest import port_messages

LABELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)


@given(LABELS)
def test_figures_are_those_of_scikit_learn(pairs):
    gold, decided = (np.array(side) for side in zip(*pairs, strict=True))
    assert macro_f1(gold, decided, 4) == pytest.approx(f1_score(gold, decided, average="macro", zero_division=0))
    if len(set(gold) | set(decided)) > 1:
        expected = cohen_kappa_score(gold, decided, weights="quadratic", labels=[0, 1, 2, 3])
        assert weighted_kappa(gold, decided, 4) == pytest.approx(expected)


def test_intervals_hold_their_figure():
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(18, 20)
    assert (round(low, 3), round(high, 3)) == (0.699, 0.972)  # Wilson's own formula, worked by hand
    assert wilson(20, 20)[1] == 1.0
    gold = np.array([0, 1] * 50)
    low, high = bootstrap(lambda a, b: float((a == b).mean()), gold, np.where(np.arange(100) < 80, gold, 1 - gold))
    assert low < 0.8 < high


def test_calibration_error_is_the_gap_between_saying_and_being():
    assert calibration_error(np.full(10, 0.9), np.arange(10) < 5) == pytest.approx(0.4)
    assert calibration_error(np.array([1.0, 1.0]), np.array([True, True])) == 0


def test_a_verdict_counts_what_it_judges(port_router):
    messages = port_messages()
    verdict = measure(port_router, messages, split="train")
    assert verdict.messages == 28
    assert sum(row.messages for row in verdict.services) == 28
    assert sum(row.messages for row in verdict.urgencies) == 28
    right = sum(port_router.route(m.text).service == m.service for m in messages)
    assert verdict.service_accuracy.value == pytest.approx(right / 28, abs=1e-4)
    assert verdict.service_top3.value >= verdict.service_accuracy.value
    assert verdict.baselines == ()  # nothing is left to train them on
    assert len(verdict.missed_critique) == 4 - round(verdict.critique_recall.value * 4)


def test_a_perfect_and_a_wrong_router_get_their_due(port_router):
    messages = port_messages()
    ids = port_router.taxonomy.ids
    decisions = [
        decision.model_copy(update={"service": message.service, "urgency": message.urgency})
        for decision, message in zip(port_router.route_many([m.unlabelled() for m in messages]), messages, strict=True)
    ]
    perfect = judge(decisions, messages, ids)
    assert perfect.service_accuracy.value == perfect.urgency_kappa.value == perfect.critique_recall.value == 1
    assert perfect.false_alarms_per_1000 == 0
    wrong = judge([d.model_copy(update={"urgency": Urgency.CRITIQUE}) for d in decisions], messages, ids)
    assert wrong.false_alarms_per_1000 == pytest.approx(1000 * 24 / 28, abs=0.01)
    assert "Critiques manqués" not in report_text(perfect)


def test_baselines_learn_only_from_train():
    messages = port_messages()
    majority, svm = compare_baselines(messages, messages, ("capitainerie", "criee", "phare", "navette", "autre"))
    assert majority.service_accuracy == pytest.approx(6 / 28, abs=1e-4)
    assert svm.service_accuracy > 0.9
    assert compare_baselines([], messages, ("capitainerie",)) == ()


def test_what_cannot_be_compared_is_refused(port_router):
    messages = port_messages()
    with pytest.raises(CorpusError, match="nothing to compare"):
        judge([], [], ["a"])
    with pytest.raises(CorpusError, match="blind"):
        measure(port_router, messages, split="blind")
    strange = LabelledMessage(text="x", service="voirie", urgency="basse")
    with pytest.raises(CorpusError, match="voirie"):
        measure(port_router, [strange])


def test_the_report_shows_every_service(port_router):
    text = report_text(measure(port_router, port_messages()))
    assert all(service in text for service in port_router.taxonomy.ids)
