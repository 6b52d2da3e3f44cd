"""Decisions x gold -> verdict. Judges any router, from its decisions alone.

``metrics`` is arithmetic with intervals; ``verdict`` is the value; ``baselines`` are what any model must beat; ``report``
is what a person reads.
"""

from request_router.evaluation.baselines import compare_baselines
from request_router.evaluation.report import report_text
from request_router.evaluation.verdict import Verdict, judge

__all__ = ["Verdict", "compare_baselines", "judge", "report_text"]
