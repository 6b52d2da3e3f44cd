"""The additive model: the compiled form is the plain one, bytes are reproducible, a damaged folder is refused."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from request_router import (
    CorpusError,
    LabelledMessage,
    Message,
    ModelDamagedError,
    ModelNotFoundError,
    ModelVersionError,
    Router,
    Urgency,
    train,
)
from request_router.french import Cleaner, Lexicon
from request_router.model import FeatureOptions, load_model
from request_router.model.calibration import Calibration, fit_logistic, fit_temperature
from request_router.model.features import UnitReader, concept_features, word_features
from request_router.model.matrix import FeatureSpace
from request_router.model.scorer import Scorer
from request_router.model.training import TrainingOptions, learn

from .conftest import port_lexicon, port_messages

NO_CONCEPTS = Lexicon.of({})


def clean(text: str, subject: str | None = None):
    return Cleaner().clean(Message(text=text, subject=subject))


# Features


def test_a_word_is_made_of_itself_its_stem_and_its_runs_of_characters():
    features = dict(word_features("bacs", FeatureOptions(char_min=3, char_max=4)))
    assert set(features) == {"w:bacs", "s:bac", "c:<ba", "c:bac", "c:acs", "c:cs>", "c:<bac", "c:bacs", "c:acs>"}


def test_pairs_pass_over_grammar_but_not_over_a_full_stop():
    pairs = UnitReader(FeatureOptions(), NO_CONCEPTS).units(clean("La panne de la lampe. Merci")).pairs
    assert list(pairs.values()) == ["La panne", "panne de", "de la", "la lampe", "panne lampe"]


@pytest.mark.parametrize(("reach", "far"), [(1, False), (2, True)])
def test_a_pair_reaches_over_as_many_content_words_as_asked(reach, far):
    text = clean("La panne subite de la lampe")
    pairs = UnitReader(FeatureOptions(reach=reach), NO_CONCEPTS).units(text).pairs
    assert ("panne lampe" in pairs.values()) is far
    assert "subite lampe" in pairs.values()


def test_the_subject_line_counts_only_if_asked():
    text = clean("bonsoir", subject="RE: lampe")
    assert list(UnitReader(FeatureOptions(), NO_CONCEPTS).words(text)) == ["lampe", "bonsoir"]
    assert list(UnitReader(FeatureOptions(subject=False), NO_CONCEPTS).words(text)) == ["bonsoir"]


def test_a_concept_is_itself_what_it_is_a_kind_of_and_where_it_may_belong():
    lexicon = Lexicon.from_json(
        {
            "a.lampe": {"expressions": ["lampe"]},
            "a.panne": {"expressions": ["panne de lampe"], "is_a": "a.lampe", "services": ["phare", "criee"]},
        }
    )
    units = UnitReader(FeatureOptions(), lexicon).units(clean("Une panne de la lampe"))
    assert units.concepts == {"a.panne": "panne de la lampe"}
    assert dict(concept_features("a.panne", FeatureOptions(), lexicon)) == {
        "k:a.panne": 1, "k:a.lampe": 1, "b:phare": 1, "b:criee": 0.5,
    }  # fmt: skip
    without = FeatureOptions(concepts=False)
    assert not UnitReader(without, lexicon).units(clean("Une panne de la lampe")).concepts


# The compiled form and the plain one


@pytest.fixture(scope="module")
def plain():
    """Scikit-learn's own form of a small model, and the compiled one made of the same numbers."""
    messages = port_messages()
    texts = [Cleaner().clean(message) for message in messages]
    space = FeatureSpace.fit(texts, FeatureOptions(min_documents=1), port_lexicon())
    matrix = space.transform(texts)
    heads = LinearSVC(random_state=0).fit(matrix, [message.service for message in messages])
    urgent = LogisticRegression().fit(matrix, [message.urgency.rank >= 2 for message in messages])
    weights = np.vstack([heads.coef_, urgent.coef_]).T
    bias = np.r_[heads.intercept_, urgent.intercept_]
    scorer = Scorer(space.options, space.names, weights.astype(np.float32), bias, port_lexicon(), space.reader.ear)
    return space, heads, urgent, scorer


WORDS = st.lists(st.sampled_from(["le", "la", "un", "bateau", "ponton", "poisson", "lampe!", ".", ",", "navette", "Éteint", "zzz", "inconnu", "l'île", "tombé", "eau", "8h", "merci\n"]), max_size=25)  # fmt: skip


@given(words=WORDS, subject=st.none() | st.just("Phare éteint"))
def test_the_compiled_scorer_equals_scikit_learn(plain, words, subject):
    space, heads, urgent, scorer = plain
    text = clean(" ".join(words), subject)
    row = space.transform([text])
    expected = np.r_[heads.decision_function(row)[0], urgent.decision_function(row)[0]]
    np.testing.assert_allclose(scorer.raw(scorer.contributions(text)), expected, atol=1e-5)


@given(words=WORDS)
def test_contributions_add_up_to_the_score(plain, words):
    scorer = plain[3]
    text = clean(" ".join(words))
    contributions = scorer.contributions(text)
    shares = sum((item.shares for item in contributions), np.zeros(len(scorer.bias)))
    np.testing.assert_allclose(scorer.bias + shares, scorer.raw(contributions), atol=1e-9)
    assert len({item.text for item in contributions}) == len(contributions)


def test_a_bounded_memory_changes_no_score(plain, monkeypatch):
    _, _, _, scorer = plain
    text = clean("le bateau du phare dérive au ponton")
    expected = scorer.raw(scorer.contributions(text))
    monkeypatch.setattr("request_router.model.scorer._REMEMBERED", 2)
    np.testing.assert_array_equal(scorer.raw(scorer.contributions(text)), expected)


# Calibration


def test_temperature_cools_what_is_too_sure():
    draws = np.random.default_rng(0)
    gold = draws.integers(0, 3, 600)
    honest = np.log(np.full((600, 3), 0.2) + 0.4 * np.eye(3)[gold])
    labels = np.array([draws.choice(3, p=np.exp(row) / np.exp(row).sum()) for row in honest])
    assert fit_temperature(honest * 5, labels) == pytest.approx(5, rel=0.25)


@given(st.lists(st.floats(-8, 8), min_size=3, max_size=3))
def test_urgency_probabilities_are_a_distribution_even_where_heads_disagree(raw):
    levels = Calibration(temperature=1, slopes=(1, 1, 1), offsets=(0, 0, 0)).urgency(np.array(raw))
    assert levels.sum() == pytest.approx(1)
    assert (levels >= 0).all()


def test_shares_of_real_mail_make_a_danger_rarer_than_in_the_corpus(port_taxonomy):
    honest, rarer = (
        learn(port_messages(), port_taxonomy, TrainingOptions(jobs=1, urgency_shares=shares)).calibration
        for shares in (None, (0.30, 0.60, 0.09, 0.01))
    )
    middle = np.zeros(3)
    assert rarer.urgency(middle)[Urgency.CRITIQUE.rank] < honest.urgency(middle)[Urgency.CRITIQUE.rank]


def test_a_head_without_examples_says_the_smoothed_share():
    assert fit_logistic(np.zeros(8), np.zeros(8, dtype=bool)) == (0.0, pytest.approx(np.log(1 / 9)))


# Training


def test_same_corpus_and_seed_give_the_same_bytes(port_taxonomy, port_router, tmp_path):
    again = train(port_messages(), port_taxonomy, tmp_path / "port", TrainingOptions(jobs=1), port_lexicon())
    for name in (
        "manifest.json",
        "weights.npy",
        "features.json",
        "lexicon.json",
        "heads.json",
        "policy.json",
        "README.md",
        "taxonomy.toml",
    ):
        assert (tmp_path / "port" / name).read_bytes() == (port_router.model.folder / name).read_bytes()
    assert again.model.fingerprint == port_router.model.fingerprint


def test_another_list_of_services_is_learnt(port_router):
    decision = port_router.route("Mon bateau cherche une place au ponton")
    assert decision.service == "capitainerie"
    assert decision.service_name == "Capitainerie"
    assert port_router.route("le poisson de la halle").service == "criee"
    assert len(port_router.taxonomy.ids) == 5


def test_an_expression_that_no_message_holds_is_understood_through_its_concept(port_router, port_taxonomy, tmp_path):
    assert not any("rascasse" in message.text for message in port_messages())
    known = port_router.route("rascasse")
    blank = train(port_messages(), port_taxonomy, tmp_path / "sans", TrainingOptions(jobs=1)).route("rascasse")
    sure = {decision: {a.service: a.confidence for a in decision.alternatives} for decision in (known, blank)}
    assert sure[known].get("criee", 0) > sure[blank].get("criee", 0)


def test_held_out_parts_are_whole_batches(port_taxonomy):
    only_one_batch_knows = [
        m.model_copy(update={"author": "a" if m.service == "phare" else "b"}) for m in port_messages()
    ]
    learnt = learn(only_one_batch_knows, port_taxonomy, TrainingOptions(jobs=1))
    column = port_taxonomy.ids.index("phare")
    mine = learnt.heldout.gold_service == column
    assert learnt.heldout.services[mine].argmax(axis=1).tolist().count(column) == 0


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"service": "mairie"}, "mairie"),
        ({"service": "autre"}, "too few for: capitainerie"),
        ({"split": "dev"}, "'train'"),
    ],
)
def test_a_corpus_that_cannot_be_learnt_from_says_why(port_taxonomy, tmp_path, change, fault):
    messages = [m.model_copy(update=change) if m.service == "capitainerie" else m for m in port_messages()]
    if "split" in change:
        messages = [m.model_copy(update=change) for m in messages]
    with pytest.raises(CorpusError, match=fault):
        train(messages, port_taxonomy, tmp_path / "m", TrainingOptions(jobs=1))


def test_a_corpus_of_one_urgency_can_be_learnt(port_taxonomy, tmp_path):
    messages = [LabelledMessage(**(m.model_dump() | {"urgency": "normale"})) for m in port_messages()]
    assert train(messages, port_taxonomy, tmp_path / "m", TrainingOptions(jobs=1)).route("bateau").urgency == "normale"


# The folder on disk


@pytest.fixture
def folder(port_router, tmp_path):
    return shutil.copytree(port_router.model.folder, tmp_path / "copie")


def rewrite_manifest(folder, **changes):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8")) | changes
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_a_loaded_model_decides_like_the_one_that_was_saved(folder, port_router):
    text = "La navette n'est pas passée et une dame est tombée"
    assert Router.load(folder).route(text) == port_router.route(text)


@pytest.mark.parametrize(
    "name", ["weights.npy", "features.json", "heads.json", "policy.json", "taxonomy.toml", "README.md"]
)
def test_a_changed_or_missing_file_is_named(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[-2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ModelDamagedError, match=rf"{name} has SHA-256"):
        load_model(folder)
    (folder / name).unlink()
    with pytest.raises(ModelDamagedError, match=f"{name} is missing"):
        load_model(folder)


@pytest.mark.parametrize("change", [{"format": 99}, {"cleaning": 99}])
def test_a_model_of_another_version_says_how_to_train_again(folder, change):
    rewrite_manifest(folder, **change)
    with pytest.raises(ModelVersionError, match=r"99.*request-router train"):
        load_model(folder)


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"format": 1, "cleaning": 1}'])
def test_a_malformed_manifest_is_damage(folder, content):
    (folder / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises((ModelDamagedError, ModelVersionError)):
        load_model(folder)


def test_arrays_that_do_not_fit_are_damage_even_with_a_right_digest(folder):
    import hashlib

    np.save(folder / "weights.npy", np.zeros((3, 2), dtype=np.float32))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["sha256"]["weights.npy"] = hashlib.sha256((folder / "weights.npy").read_bytes()).hexdigest()
    rewrite_manifest(folder, **manifest)
    with pytest.raises(ModelDamagedError, match="do not fit"):
        load_model(folder)


def test_a_pickle_in_the_place_of_an_array_is_never_opened(folder):
    import hashlib
    import pickle

    class Bomb:
        def __reduce__(self):
            return (pytest.fail, ("a model file was executed",))

    (folder / "weights.npy").write_bytes(pickle.dumps(Bomb()))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["sha256"]["weights.npy"] = hashlib.sha256((folder / "weights.npy").read_bytes()).hexdigest()
    rewrite_manifest(folder, **manifest)
    with pytest.raises(ModelDamagedError):
        load_model(folder)


def test_no_model_lists_the_names_that_exist(tmp_path):
    with pytest.raises(ModelNotFoundError, match="fr-commune"):
        Router.load("fr-hameau")
    with pytest.raises(ModelNotFoundError):
        load_model(tmp_path)


def test_saving_never_replaces_a_folder_that_is_no_model(port_taxonomy, tmp_path):
    (tmp_path / "theses").mkdir()
    (tmp_path / "theses" / "chapitre.txt").write_text("dix ans de travail")
    (tmp_path / "theses" / "manifest.json").write_text('{"name": "a web site has one too"}')
    with pytest.raises(ModelDamagedError, match="not a model"):
        train(port_messages(), port_taxonomy, tmp_path / "theses", TrainingOptions(jobs=1))
    assert (tmp_path / "theses" / "chapitre.txt").exists()


def test_a_near_deadline_counts_from_the_day_of_the_message():
    from datetime import datetime

    from request_router.model.features import deadline_features

    cleaner, options = Cleaner(), FeatureOptions()

    def counted(text, day):
        return dict(deadline_features(cleaner.clean(Message(text=text, date=day)), options))

    assert counted("réponse avant le 12", datetime(2026, 3, 10)) == {"t:near": options.danger_weight}
    assert counted("réponse avant le 12", datetime(2026, 3, 13)) == {}
    assert counted("il me le faut demain", None)
    assert counted("il me le faut demain", datetime(2026, 3, 10)) and not counted("merci", None)
