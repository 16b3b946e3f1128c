"""Drivers: they take a dialogue's questions to a model and bring it the replies."""

from summarizer.drivers.concurrent import Manner, arun
from summarizer.drivers.desk import FAILURES_IN_A_ROW, Dialogue, Journal, OnReply
from summarizer.drivers.sequential import run

__all__ = ["FAILURES_IN_A_ROW", "Dialogue", "Journal", "Manner", "OnReply", "arun", "run"]
