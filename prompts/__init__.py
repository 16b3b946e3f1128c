"""Prompt templates as data: one folder a task, one Markdown file a version."""
