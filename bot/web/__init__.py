"""The chat as a web page. Outside the bot's core, which never imports it."""
