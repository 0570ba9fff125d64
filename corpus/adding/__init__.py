"""Bring a leaflet into the corpus: read it, show what of it could be quoted, store it whole.

A file somebody else made is read by a process with narrow limits (:mod:`.child`), which gives
back blocks of text. From them comes the canonical text that all quotes are checked against
from then on. Nothing in the corpus changes before everything is ready (:mod:`.journal`).
"""
