"""Decisions x gold -> verdict. Judges any router, from its decisions alone.

``metrics`` is arithmetic with intervals; ``verdict`` is the value; ``baselines`` are what any model must beat; ``report``
is what a person reads; ``behaviour`` asks for what must hold whatever the average is.
"""

from request_router.evaluation.baselines import compare_baselines
from request_router.evaluation.behaviour import (
    BehaviourVerdict,
    Cases,
    behaviour_text,
    judge_behaviour,
    load_cases,
)
from request_router.evaluation.report import report_text
from request_router.evaluation.verdict import Verdict, judge

__all__ = [
    "BehaviourVerdict",
    "Cases",
    "Verdict",
    "behaviour_text",
    "compare_baselines",
    "judge",
    "judge_behaviour",
    "load_cases",
    "report_text",
]
