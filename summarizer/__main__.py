"""`python -m summarizer`: the program, where its script is not on the path."""

from summarizer.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
