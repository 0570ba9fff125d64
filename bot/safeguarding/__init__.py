"""The clinic's own notices: beside a message that suggests somebody is in trouble.

A notice is the operator's text, never a document's and never generated. It is shown above
whatever the documents say and never instead of it.
"""
