from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from request_router import Decision, InputError, Message, ModelDamagedError, Router, Urgency
from request_router.french import danger_kinds
from request_router.model import Model
from request_router.routing.policy import (
    DEFAULT_COSTS,
    RoutingPolicy,
    is_monotone,
    levels_of,
    read_costs,
    review_threshold,
    urgency_thresholds,
)
from request_router.routing.safety import emergency_numbers, least_urgency

TEXTS = [
    "Bonjour, ma poubelle jaune n'a pas été vidée mardi. Cordialement",
    "ya plus de lumiere ds la rue depuis 1 semaine",
    "Je souhaite un acte de naissance pour le 12, merci",
    "Ça sent le gaz dans la cage d'escalier de l'école !!",
    "",
    "😀",
    "qsdkfj mlkjqsdf",
]


# route and route_many


@settings(max_examples=30)
@given(st.lists(st.sampled_from(TEXTS) | st.text(max_size=40), max_size=6))
def test_many_is_one_after_the_other(port_router, texts):
    messages = [Message(text=text, id=str(at)) for at, text in enumerate(texts)]
    assert list(port_router.route_many(messages)) == [port_router.route(message) for message in messages]


def test_two_processes_give_what_one_gives_in_order(port_router):
    messages = [Message(text=TEXTS[at % len(TEXTS)], id=str(at)) for at in range(600)]
    assert list(port_router.route_many(messages, jobs=2)) == list(port_router.route_many(messages))


def test_many_is_lazy(port_router):
    def endless():
        while True:
            yield "le bateau"

    assert next(port_router.route_many(endless())).service == "capitainerie"


def test_a_router_is_shared_by_threads(router):
    texts = TEXTS * 20
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(router.route, texts)) == [router.route(text) for text in texts]


def test_no_processes_at_all_is_an_error(port_router):
    with pytest.raises(InputError, match="jobs is 0"):
        list(port_router.route_many(["a"], jobs=0))


def test_more_processes_need_a_saved_model(port_router):
    model = port_router.model
    unsaved = Model(model.taxonomy, model.scorer, model.calibration, model.policy, model.card)
    with pytest.raises(InputError, match="save it first"):
        list(Router(unsaved).route_many(["a"], jobs=2))


# What a decision says


def test_a_str_and_a_message_are_routed_alike(router):
    assert router.route(TEXTS[0]) == router.route(Message(text=TEXTS[0]))


@pytest.mark.parametrize("text", TEXTS)
def test_a_decision_keeps_its_promises(router, text):
    decision = router.route(Message(text=text, id="7", source="boite.mbox"))
    assert (decision.id, decision.source) == ("7", "boite.mbox")
    assert decision.service == decision.alternatives[0].service or not any(c.isalpha() for c in text)
    assert len(decision.alternatives) == 3
    assert decision.needs_review == bool(decision.review_reasons)
    assert decision.service not in decision.also
    assert Decision.model_validate_json(decision.model_dump_json()) == decision
    assert decision.model == router.model.label


def test_a_message_with_nothing_to_read_goes_to_the_default_service_and_to_a_human(router):
    for text in ("", "   ", "😀", "?!"):
        decision = router.route(text)
        assert (decision.service, decision.urgency) == ("hors_competence", Urgency.BASSE)
        assert decision.review_reasons == ("message sans texte à lire",)


def test_another_language_goes_to_a_human(router):
    decision = router.route("Dobrý den, prosím o opravu veřejného osvětlení naší ulice před školou")
    assert any("mots connus" in reason for reason in decision.review_reasons)


@pytest.mark.parametrize("filler", ["mot ", "x" * 40 + " "])
def test_a_message_read_only_in_part_goes_to_a_human(router, filler):
    decision = router.route(filler * 30_000 + "ça sent le gaz")
    assert "message très long : seul le début a été lu" in decision.review_reasons


def test_ordinary_requests_reach_their_service(router):
    assert router.route("Ma poubelle jaune n'a pas été vidée mardi, le camion n'est pas passé").service == "dechets"
    assert router.route("Le lampadaire devant le 12 est éteint depuis lundi").service == "eclairage_public"
    assert router.route("Je voudrais une copie de mon acte de naissance").service == "etat_civil"


def test_evidence_is_made_of_the_citizens_words_with_personal_data_masked(router):
    decision = router.route("Lampadaire éteint, appelez le 06 39 98 12 34 ou moi@example.fr")
    assert any(item.text.lower() == "lampadaire" for item in decision.evidence)
    shown = decision.model_dump_json() + router.explain("Lampadaire éteint, écrivez à moi@example.fr").model_dump_json()
    assert "moi@example.fr" not in shown
    assert "39 98" not in shown


def test_an_explanation_is_the_whole_sum(router):
    explanation = router.explain("Le lampadaire est éteint")
    total = explanation.bias + sum(share for _, share in explanation.contributions)
    assert explanation.score == pytest.approx(total)
    assert explanation.service == router.route("Le lampadaire est éteint").service


def test_quoted_mail_changes_nothing(router):
    text = "Le lampadaire devant chez moi est toujours éteint."
    quoted = (
        f"{text}\n\nLe mar. 3 juin 2025 à 10:12, Mairie <mairie@example.fr> a écrit :\n> Ça sent le gaz à la crèche !"
    )
    decided, alone = router.route(quoted), router.route(text)
    assert (decided.service, decided.urgency, decided.evidence) == (alone.service, alone.urgency, alone.evidence)
    assert any("gaz" in reason for reason in decided.review_reasons)  # but a human hears of the danger in it


# Safety rules


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Il y a une forte odeur de gaz dans le hall", "gaz"),
        ("une voiture est en feu devant le 12", "incendie"),
        ("Le mur du cimetière s'est effondré sur le trottoir", "effondrement"),
        ("mon mari me frappe et je ne sais pas où aller", "violence_conjugale"),
        ("il manque la plaque d'égout devant l'école", "trou_ouvert"),
        ("je vais mettre fin à mes jours", "suicide"),
    ],
)
def test_a_danger_that_is_there_now_is_critique(router, text, kind):
    decision = router.route(text)
    assert decision.urgency is Urgency.CRITIQUE
    assert any(item.role == "danger" and item.label == kind for item in decision.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "Il n'y a pas d'odeur de gaz, c'était les égouts",
        "La fuite de gaz de mardi a été réparée, merci aux agents",
        "Que faire en cas de fuite de gaz ?",
        "Un jour une voiture prendra feu",
        "À quelle heure est le feu d'artifice ?",
    ],
)
def test_a_danger_denied_past_or_imagined_fires_no_rule(router, text):
    decision = router.route(text)
    assert not any(item.role == "danger" for item in decision.evidence)


def test_a_danger_that_was_not_counted_is_shown_to_a_human(router):
    decision = router.route("La fuite de gaz de mardi a été réparée, merci aux agents")
    assert any("danger nommé" in reason for reason in decision.review_reasons)


@pytest.mark.parametrize(
    "text",
    [
        "Le balcon menace de s'effondrer sur le trottoir, un passant risque d'être tué",
        "Je n'en peux plus mon mari me frappe",
        "Il y a le feu au 3 rue Haute, est-ce que quelqu'un pourrait venir vite ?",
        "Bonjour,\nlampadaire rue Haute\nBonne journée\nUrgent fuite de gaz au 12 rue Basse",
        "Bonjour, il faudrait élaguer l'arbre du parc.\nCordialement\nM. Durand\n\nAutre chose : fuite de gaz devant le 12",
        "Formulaire de contact\n____________________\nNom : Dupont\nMessage : forte odeur de gaz dans l'école",
        "*** MESSAGE EXTERNE ***\nCe message provient d'un expéditeur externe, n'ouvrez pas les pièces jointes.\n\nIl y a une forte odeur de gaz.",
        "Bonjour, je vous contacte pour un problème dans ma rue :\n\nfuite de gaz\n12 rue Haute\n06 39 98 56 78",
        "Bonjour,\nLe 3 juin 2025 à 10h30, mon voisin a écrit :\n« je vais te tuer »\nMon mari me frappe, venez vite.",
    ],
)
def test_no_turn_of_phrase_and_no_cut_hides_a_danger(router, text):
    assert router.route(text).urgency is Urgency.CRITIQUE


def test_rules_only_raise(port_router, monkeypatch):
    text = "La lampe de la jetée clignote, odeur de gaz"
    raised = port_router.route(text)
    monkeypatch.setattr("request_router.routing.urgency.least_urgency", lambda _: Urgency.BASSE)
    assert port_router.route(text).urgency <= raised.urgency
    assert raised.urgency is Urgency.CRITIQUE
    assert any("règle" in reason for reason in raised.review_reasons)


def test_a_decision_says_which_danger_by_which_rule_and_whom_to_call(router):
    danger = router.route("Ça sent fort le gaz dans la cage d'escalier").danger
    assert (danger.kind, danger.name, danger.context) == ("gaz", "gaz", "affirmed")
    assert "gaz" in danger.expression
    assert danger.rule == "sent ... gaz"
    assert [number.number for number in danger.numbers] == ["0 800 47 33 33", "18"]


def test_a_danger_that_is_over_is_named_with_its_context_and_raises_nothing(router):
    decision = router.route("La fuite de gaz de mardi a été réparée, merci aux agents")
    assert decision.danger.context == "past"
    assert decision.urgency < Urgency.CRITIQUE


def test_every_number_has_a_source_and_a_day_and_every_kind_knows_its_numbers():
    import tomllib
    from importlib import resources

    rows = tomllib.loads(resources.files("request_router.routing").joinpath("secours.toml").read_text(encoding="utf-8"))
    assert all(row["source"].startswith("http") and row["seen"].year >= 2026 for row in rows.values())
    assert all(kind.help and set(kind.help) <= emergency_numbers().keys() for kind in danger_kinds().values())


def test_no_danger_asks_for_nothing():
    assert least_urgency(()) is Urgency.BASSE


def test_a_deadline_counts_from_the_day_of_the_message(router):
    from datetime import datetime

    message = Message(text="Il me faut ma carte d'identité avant jeudi", date=datetime(2026, 11, 23, 9))
    deadline = router.route(message).deadline
    assert (str(deadline.day), deadline.working_days, deadline.near) == ("2026-11-26", 2, True)
    assert router.route("Merci pour la fête").deadline is None


def test_shouting_is_a_tone_and_no_danger(router):
    calm = router.route("Ma poubelle n'a pas été vidée mardi")
    loud = router.route("MA POUBELLE N'A PAS ÉTÉ VIDÉE MARDI !!! BANDE D'INCAPABLES")
    assert (calm.tone, loud.tone) == ("calme", "agressif")
    assert loud.urgency < Urgency.CRITIQUE


# Policy


PROBABILITIES = st.lists(st.floats(0.01, 1), min_size=4, max_size=4).map(lambda values: np.array(values) / sum(values))


ABOVE = st.tuples(*[st.floats(0.05, 0.95)] * 3)


@given(PROBABILITIES, ABOVE)
def test_the_highest_level_that_reaches_its_threshold_is_decided(probabilities, above):
    rank = RoutingPolicy(urgency_above=above).urgency(probabilities).rank
    at_least = np.cumsum(probabilities[::-1])[::-1]
    assert rank == 0 or at_least[rank] >= above[rank - 1]
    assert all(at_least[level] < above[level - 1] for level in range(rank + 1, 4))


def test_a_message_torn_between_harmless_and_critical_is_critical():
    torn = np.array([0.1, 0.6, 0.0, 0.3])
    assert RoutingPolicy(urgency_above=(0.5, 0.45, 0.12)).urgency(torn) is Urgency.CRITIQUE


def test_a_model_that_met_few_dangers_contradicts_no_rule(port_router):
    decision = port_router.route("Merci pour la bouée. Il y a une odeur de gaz sur le ponton.")
    assert decision.urgency is Urgency.CRITIQUE
    assert decision.danger.kind == "gaz"


def test_thresholds_cost_least_on_what_they_were_chosen_on():
    draws = np.random.default_rng(3)
    probabilities = draws.dirichlet([2, 3, 2, 1], 400)
    gold = np.array([draws.choice(4, p=row) for row in probabilities])
    weights = draws.uniform(0.5, 2, 400)
    costs = np.asarray(DEFAULT_COSTS)

    def spent(above):
        return float((weights * costs[gold, levels_of(probabilities, above)]).sum())

    chosen = urgency_thresholds(probabilities, gold, weights, DEFAULT_COSTS)
    assert spent(chosen) <= 1.02 * min(
        spent((a, b, c)) for a in (0.3, 0.5) for b in (0.3, 0.5) for c in (0.05, 0.2, 0.5)
    )


def test_where_no_step_up_pays_there_is_none():
    never = urgency_thresholds(np.array([[0.0, 0.0, 0.1, 0.9]]), np.array([0]), np.ones(1), DEFAULT_COSTS)
    assert never == (1.0, 1.0, 1.0)


def test_a_cost_matrix_is_read_from_a_file(tmp_path):
    path = tmp_path / "costs.toml"
    path.write_text(
        "basse = [0,1,2,3]\nnormale = [1,0,1,2]\nhaute = [2,1,0,1]\ncritique = [30,20,10,0]\n", encoding="utf-8"
    )
    assert read_costs(path)[3] == (30, 20, 10, 0)
    path.write_text("basse = [0,1,2,3]\n", encoding="utf-8")
    with pytest.raises(InputError, match="normale"):
        read_costs(path)
    path.write_text("basse = 'x", encoding="utf-8")
    with pytest.raises(InputError, match="not a cost matrix"):
        read_costs(path)


@given(PROBABILITIES, st.floats(0, 1))
def test_more_probability_of_critique_never_lowers_the_level(probabilities, share):
    moved = probabilities * (1 - share) + np.array([0, 0, 0, share])
    assert RoutingPolicy().urgency(moved) >= RoutingPolicy().urgency(probabilities)


def test_the_default_costs_are_monotone_and_a_missed_critique_costs_most():
    assert is_monotone(DEFAULT_COSTS)
    assert max(max(row) for row in DEFAULT_COSTS) == DEFAULT_COSTS[3][0]


@pytest.mark.parametrize(
    "costs", [((0, 1), (1, 0)), tuple((1.0,) * 4 for _ in range(4)), tuple((0.0, -1.0, 0.0, 0.0) for _ in range(4))]
)
def test_a_cost_matrix_that_means_nothing_is_refused(costs):
    with pytest.raises(ValueError, match="cost matrix"):
        RoutingPolicy(costs=costs)


def test_the_review_threshold_reaches_its_precision_on_what_it_was_chosen_on():
    draws = np.random.default_rng(1)
    confidence = draws.uniform(0.4, 1, 2_000)
    right = draws.uniform(size=2_000) < confidence
    services = np.c_[confidence, 1 - confidence, np.zeros(2_000)]
    gold = np.where(right, services.argmax(axis=1), 2)
    threshold = review_threshold(services, gold, 0.9)
    routed = services.max(axis=1) >= threshold
    assert 0.05 < routed.mean() < 0.95
    assert (services.argmax(axis=1) == gold)[routed].mean() >= 0.9


def test_where_no_precision_is_reached_everything_goes_to_a_human():
    assert review_threshold(np.array([[0.9, 0.1]]), np.array([1]), 0.95) == 1.0


def test_a_policy_that_cannot_be_read_is_damage(port_router):
    model = port_router.model
    with pytest.raises(ModelDamagedError, match="policy"):
        Router(Model(model.taxonomy, model.scorer, model.calibration, {"review_below": 7}, model.card))
