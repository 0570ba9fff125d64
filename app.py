"""The chat, and the commands of every room put together."""
