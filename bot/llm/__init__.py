"""A language model that may phrase what was quoted, and nothing else (docs/llm.md)."""
