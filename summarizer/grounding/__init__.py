"""From words to spans: evidence, speakers, events as the source shows them. Pure."""
