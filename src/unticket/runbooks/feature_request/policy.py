"""What the desk's owner has settled about wishes."""

from __future__ import annotations

from dataclasses import dataclass

from unticket.runbooks.request.policy import RequestPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturePolicy(RequestPolicy):
    """Where wishes go."""

    closes: bool = False  # else the ticket stays open on the product list
    product_tag: str = ""
    product_owner: str = ""  # the desk's id of who looks after the list
    product_stage: bool = False  # whether the list has a stage of its own
