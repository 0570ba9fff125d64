"""Tests of the language model's part, through its provider's real client."""
