"""Pydantic models of what a model must return (drafts) and what a reader gets (records)."""
