"""Passages, their vectors, and the store that keeps them: a cache made from the corpus."""
