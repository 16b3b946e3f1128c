"""`python -m summarizer`: the program, where its script is not on the path."""

from summarizer.cli import main

if __name__ == "__main__":
    main()
