from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from request_router import Decision, InputError, Message, ModelDamagedError, Router, Urgency
from request_router.model import Model
from request_router.routing.policy import DEFAULT_COSTS, RoutingPolicy, is_monotone, review_threshold
from request_router.routing.safety import danger_rules, find_alarms

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
        ("mon mari me frappe et je ne sais pas où aller", "violence"),
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
    monkeypatch.setattr("request_router.routing.router.find_alarms", lambda *_: ())
    assert port_router.route(text).urgency <= raised.urgency
    assert raised.urgency is Urgency.CRITIQUE
    assert any("règle" in reason for reason in raised.review_reasons)


def test_every_rule_can_fire(router):
    from request_router.french import Token

    for rule in danger_rules():
        words = [word.rstrip("*") for word in rule.expression if word != "..."]
        tokens = tuple(Token(word, word) for word in words)
        alarms = find_alarms(tokens)
        assert any(alarm.kind == rule.kind and alarm.present for alarm in alarms), rule


# Policy


PROBABILITIES = st.lists(st.floats(0.01, 1), min_size=4, max_size=4).map(lambda values: np.array(values) / sum(values))


@given(PROBABILITIES)
def test_the_level_decided_costs_least(probabilities):
    policy = RoutingPolicy()
    costs = probabilities @ np.asarray(policy.costs)
    assert costs[policy.urgency(probabilities).rank] == pytest.approx(costs.min())


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
