"""langextract, a plain one-shot instructor prompt and this package: same model, same documents.

    picking           which documents of a gold file are taken
    wording           what the peers are asked, and the examples that langextract needs
    spots             where words stand in a text
    answers           what a peer gave, in one form for both; what it came to
    as_summary        that form as a `Summary`, so that the same code scores all three
    relay             counts calls and tokens on the way to the server
    with_langextract, with_instructor, with_summarizer
                      one system each: a document in, a `Summary` out
    running           documents through a system: timed, scored, failures counted as empty
    report            the tables, and JSON

Run `python -m benchmarks.peers --help` in the project's folder; how answers are read, and every
choice made in a peer's favour, stands in `as_summary`.
"""

__all__: list[str] = []
