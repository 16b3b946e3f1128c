"""What a call costs, by published price lists (genai-prices: a snapshot, no network).

The embedded model and servers that no list knows have no price: their cost is None, not 0, since
what a machine of one's own costs is not known here.
"""

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

from summarizer.models.connect import resolve
from summarizer.models.redaction import one_line
from summarizer.prompting import estimate_tokens
from summarizer.rounds import Question, Reply, Tokens, sane_cost
from summarizer.settings import Settings

if TYPE_CHECKING:
    from genai_prices.types import PriceCalculation

__all__ = ["PriceTag", "accounted", "price_of"]

logger = logging.getLogger(__name__)

_NAMES_IN_THE_LIST: Final = {"xai": "x-ai"}
"""Vendors that instructor and the price list call differently."""


@dataclass(frozen=True, slots=True)
class PriceTag:
    """A model as the price list knows it: by vendor, or by the address it is reached at."""

    model: str
    vendor: str | None = None
    address: str | None = None
    context_window: int | None = None
    """Tokens, as the list says."""

    @classmethod
    def of_vendor(cls, vendor: str, model: str) -> Self | None:
        """The price tag of `vendor`'s `model`; None when the list has none."""
        return cls(model, vendor=_NAMES_IN_THE_LIST.get(vendor, vendor))._looked_up()

    @classmethod
    def at_address(cls, base_url: str, model: str) -> Self | None:
        """The price tag of `model` at a vendor's API address; None when the list has none."""
        return cls(model, address=base_url)._looked_up()

    def priced(self, tokens: Tokens, *, in_batches: bool = False) -> Tokens:
        """The same count with its cost in USD, at today's price.

        That of the vendor's batches where asked for and listed; it is lower, half as a rule.
        """
        try:
            price = self._calculated(tokens, "batch" if in_batches else None)
        except (LookupError, ArithmeticError, TypeError, ValueError) as error:
            # The call is made and its answer is good: only what it cost is not known.
            logger.warning("no price for a call of %s: %s", self.model, one_line(str(error)))
            return tokens
        return replace(tokens, cost=sane_cost(float(price.total_price)))

    def _looked_up(self) -> Self | None:
        try:
            found = self._calculated(Tokens())
        except (LookupError, ArithmeticError, TypeError, ValueError):
            return None
        return replace(self, context_window=found.model.context_window)

    def _calculated(self, tokens: Tokens, processing: str | None = None) -> "PriceCalculation":
        """The price of `tokens`. Raises LookupError when the list has none."""
        # It takes a fifth of a second, for a list that servers on this machine are not in.
        from genai_prices import Usage, calc_price

        usage = Usage(
            input_tokens=tokens.input,
            cache_read_tokens=min(tokens.cached, tokens.input),
            output_tokens=tokens.output,
        )
        context = {"processing": processing} if processing else None
        if self.vendor is not None:
            return calc_price(usage, self.model, provider_id=self.vendor, price_context=context)
        return calc_price(usage, self.model, provider_api_url=self.address, price_context=context)


def accounted(
    question: Question, reply: Reply, price: PriceTag | None, *, in_batches: bool = False
) -> Reply:
    """The reply with what it took: as the server counted, or else about so much; with its price.

    Without a count a budget would never be reached.
    """
    tokens = reply.tokens
    if reply.status != "failed" and not (tokens.input and (tokens.output or not reply.text)):
        told = sum(estimate_tokens(message.content) for message in question.messages)
        tokens = replace(
            tokens,
            input=tokens.input or told,
            output=tokens.output or estimate_tokens(reply.text),
            estimated=1,
        )
    return replace(reply, tokens=price.priced(tokens, in_batches=in_batches) if price else tokens)


def price_of(settings: Settings) -> PriceTag | None:
    """The price tag of the model that the settings name, with nobody asked; None without a price.

    Raises SettingsError as `resolve`.
    """
    target = resolve(settings)
    if target.kind == "embedded" or target.model is None:
        return None
    if target.kind == "server":
        return PriceTag.at_address(settings.base_url or "", target.model)
    return PriceTag.of_vendor(target.vendor or "openai", target.model)
