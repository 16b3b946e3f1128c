"""The peers over many articles, one call each, for `archive_rate.py`: each in a process of its own.

    python benchmarks/archive_peers.py langextract URL --articles 1000 --in-flight 200

langextract takes all articles in one call and has threads; instructor has no way to do many, so it is
given the loop with a semaphore that its documentation shows. Neither keeps, checks or resumes anything.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

from made_archive import articles

__all__ = ["measured"]

PEERS = ("langextract", "instructor")
SHORT, LONG = 400, 1600
"""Articles of two runs, whose difference leaves imports and first connections out."""


def measured(url: str, words: int, in_flight: int) -> Iterator[tuple[str, float, float]]:
    """For each peer: its name, articles a second, CPU in ms an article."""
    for peer in PEERS:
        short, long = (_timed(peer, url, words, in_flight, number) for number in (SHORT, LONG))
        more = LONG - SHORT
        yield peer, more / (long[0] - short[0]), (long[1] - short[1]) / more * 1000


def _timed(peer: str, url: str, words: int, in_flight: int, number: int) -> tuple[float, float]:
    """Seconds, and seconds of CPU."""
    command = [sys.executable, __file__, peer, url, "--articles", str(number)]
    options = ["--words", str(words), "--in-flight", str(in_flight)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
    seconds, cpu = json.loads(done.stdout.splitlines()[-1])
    return seconds, cpu


def _langextract(url: str, texts: list[str], in_flight: int) -> None:
    import langextract
    from langextract.providers.openai import OpenAILanguageModel

    example = langextract.data.ExampleData(
        text="“It is safe,” the mayor said.",
        extractions=[
            langextract.data.Extraction(
                extraction_class="claim",
                extraction_text="It is safe",
                attributes={"speaker": "the mayor"},
            )
        ],
    )
    langextract.extract(
        text_or_documents=[langextract.data.Document(text=text) for text in texts],
        prompt_description="Extract the claims with their speakers, in the text's words.",
        examples=[example],
        model=OpenAILanguageModel(
            model_id="stand-in", api_key="none", base_url=url, max_workers=in_flight
        ),
        max_char_buffer=100_000,
        batch_length=len(texts),
        max_workers=in_flight,
        show_progress=False,
        fetch_urls=False,
    )


async def _instructor(url: str, texts: list[str], in_flight: int) -> None:
    import instructor
    import openai
    from pydantic import BaseModel

    class Claim(BaseModel):
        speaker: str
        quote: str

    class Claims(BaseModel):
        claims: list[Claim]

    client = instructor.from_openai(
        openai.AsyncOpenAI(base_url=url, api_key="none"), mode=instructor.Mode.JSON_SCHEMA
    )
    slots = asyncio.Semaphore(in_flight)

    async def one(text: str) -> None:
        async with slots:
            await client.chat.completions.create(
                model="stand-in",
                response_model=Claims,
                messages=[{"role": "user", "content": f"The claims of this article:\n\n{text}"}],
            )

    async with asyncio.TaskGroup() as group:
        for text in texts:
            group.create_task(one(text))


def main() -> None:
    """Runs one peer, and prints seconds and seconds of CPU as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("url")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--words", type=int, default=150)
    parser.add_argument("--in-flight", type=int, default=200)
    given = parser.parse_args()
    texts = [one["text"] for one in articles(given.articles, given.words)]
    began = time.perf_counter()
    if given.peer == "langextract":
        _langextract(given.url, texts, given.in_flight)
    else:
        asyncio.run(_instructor(given.url, texts, given.in_flight))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([time.perf_counter() - began, used.ru_utime + used.ru_stime]))


if __name__ == "__main__":
    main()
