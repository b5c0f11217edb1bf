"""The runbook for wishes over the configured desk and mail."""

from __future__ import annotations

from collections.abc import Sequence

from unticket.app.acting_parts import acting_policy
from unticket.app.acting_runbooks.configured import NamedAtDesk
from unticket.app.acting_runbooks.request_past import RequestRunbook
from unticket.app.acting_runbooks.request_planner import RequestPlanner, own_words
from unticket.model.errors import ConfigurationError
from unticket.runbooks.acting.outside import Outside
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Letters, Planner
from unticket.runbooks.feature_request.plan import plan
from unticket.runbooks.feature_request.policy import FeaturePolicy
from unticket.runbooks.feature_request.table import FEATURE_REQUEST
from unticket.runbooks.request.backtest import Replaying, agents_words
from unticket.settings.requests import FeatureRequestSettings

_HERE = "runbooks.feature_request"


class FeatureRequestRunbook(RequestRunbook):
    """Somebody wishes for something that the systems cannot do yet."""

    name = "feature_request"
    table = FEATURE_REQUEST

    @property
    def is_set(self) -> bool:
        return self.settings.runbooks.feature_request is not None

    def outside(self) -> Outside:
        return Outside(desk=self.systems.desk, mailer=self.systems.mailer)

    def planner(self) -> Planner:
        desk, policy = self.systems.desk, self.freshness_policy()
        return RequestPlanner(lambda key, look: plan(key, look, desk=desk, policy=policy))

    def freshness_policy(self) -> FeaturePolicy:
        chosen = self._chosen
        return FeaturePolicy(
            **own_words(chosen, self.settings, chosen.product_owner),
            closes=chosen.after == "close",
            product_tag=chosen.product_tag,
            product_owner=chosen.product_owner,
            product_stage=bool(chosen.stages.product),
        )

    def letters(self) -> Letters:
        from unticket.runbooks.feature_request.mails import MAILS, SAMPLE
        from unticket.runbooks.request.letters import RequestLetters

        chosen = self._chosen
        return RequestLetters(
            mails=MAILS,
            sample=SAMPLE,
            values={
                "organisation": self.settings.report.organisation,
                "product_link": chosen.product_link,
                "closed": "yes" if chosen.after == "close" else "",
            },
            folder=self.settings.folder / chosen.mail_templates if chosen.mail_templates else None,
        )

    def policy(self) -> ActingPolicy:
        return acting_policy(self._chosen, self.settings, stages=self._chosen.stages.model_dump())

    def stages(self) -> Sequence[NamedAtDesk]:
        named = self._chosen.stages
        closes = self._chosen.after == "close"
        listed = NamedAtDesk(place=f"{_HERE}.stages.product", name=named.product, of="wishes on the product list", closed=False)
        done = NamedAtDesk(place=f"{_HERE}.stages.resolved", name=named.resolved, of="closed wishes", closed=True)
        left = NamedAtDesk(place=f"{_HERE}.stages.escalated", name=named.escalated, of="escalated tickets", closed=False)
        return (done if closes else listed, left)

    def tags(self) -> Sequence[NamedAtDesk]:
        return (NamedAtDesk(place=f"{_HERE}.product_tag", name=self._chosen.product_tag, of="wishes"),)

    def replaying(self) -> Replaying:
        policy = self.freshness_policy()
        return Replaying(
            plan=lambda key, look, desk: plan(key, look, desk=desk, policy=policy),
            agents_words=agents_words("unticket.runbooks.feature_request"),
            tags=frozenset({policy.product_tag.strip().casefold()} - {""}),
        )

    @property
    def _chosen(self) -> FeatureRequestSettings:
        chosen = self.settings.runbooks.feature_request
        if chosen is None:
            raise ConfigurationError(f"There is no [{_HERE}].", "docs/request-runbooks.md shows what stands in it.")
        return chosen
