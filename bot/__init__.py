"""From a question to quotes, or to saying that the documents do not answer."""
