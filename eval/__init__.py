"""Measures the bot from outside, on written questions only."""
