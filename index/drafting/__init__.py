"""Drafting bank questions for a document, by a chat model or a form, and their review.

Nothing made here is in the bank until a person accepted it (:mod:`corpus.drafts`).
"""
