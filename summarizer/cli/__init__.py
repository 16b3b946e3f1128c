"""The command line: the only place that prints, exits, and reads arguments or the environment.

    app         the program and its commands
    summarize   one article in, its summary out
    check       any text against the source it tells of
    batch       an archive in, a row for each article out
    status      how such a run stands
    export      its results as tables, as pages, or in order
    review      results mended in the browser
    recipes     what else can be asked of an article
    evaluate    how good the answers are, on documents that people annotated
    schema      JSON Schemas, printed or written to a folder
    models      the embedded model: list, pull, path, serve
    help_option `--help` of a group of commands
    options     what several commands can be told
    ending      exit codes, and errors as one line
    progress    what a waiting person sees on the standard error stream
    batch_progress, metrics
                the same of an archive; for Prometheus
    output      a result to the standard output, or to a file, all of it or nothing
    usable      whether the model's answers were of any use
    colours     how a result looks on a terminal

`--help` has 0.3 s of CPU. So the modules above import typer and the standard library alone; what
reads, asks and renders is imported inside the commands that need it, and rich where it draws.
"""

from summarizer.cli.app import app, main

__all__ = ["app", "main"]
