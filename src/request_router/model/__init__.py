"""CleanText -> Scores: an additive model, learnt by scikit-learn and applied by table look-up.

``features`` says what a word is made of; ``scorer`` applies weights; ``calibration`` makes scores probabilities;
``training`` learns; ``artifact`` is the folder on disk.
"""

from request_router.model.artifact import Card, Model, load_model, save_model
from request_router.model.features import FeatureOptions
from request_router.model.scorer import Contribution, Scorer

__all__ = ["Card", "Contribution", "FeatureOptions", "Model", "Scorer", "load_model", "save_model"]
