"""Scores -> Decision: the policy, the safety rules, the reasons, and the router that tells the whole story."""

from request_router.routing.policy import RoutingPolicy
from request_router.routing.router import Router

__all__ = ["Router", "RoutingPolicy"]
