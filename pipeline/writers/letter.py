"""A request for comment: the row to be published, in words that a newsroom may replace. Nothing in them is executed."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline import regions
from pipeline.errors import InputError, Problem
from pipeline.writers.wording import span

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

BUILT_IN = Path(__file__).with_name("letter.md.j2")
LISTS = ("claims", "limitations", "sources")
WORDS = (
    *("title", "description", "version", "publisher", "contact", "story_url", "noun"),
    *("entity_id", "name", "place", "region", "country", "kind", "range"),
    *("date", "deadline"),
)
# All that a template may be made of: with these it ends, soon, and reaches nothing but the words it is given.
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.For),
    *(nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.Const),
)


class Template:
    """The text of a letter with its placeholders. Raises InputError with every one that is unknown, by line."""

    def __init__(self, text: str, file: str) -> None:
        environment = ImmutableSandboxedEnvironment(
            autoescape=False,  # a letter is plain text
            finalize=_written,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.globals.clear()
        try:
            problems = list(_problems(environment.parse(text), file, frozenset((*WORDS, *LISTS)), False))
        except TemplateSyntaxError as error:
            told = f"the letter cannot be read: {error.message}"
            raise InputError(Problem(told, "Close each {{ and {% in its line.", file, error.lineno)) from None
        except RecursionError:
            raise InputError(Problem("the letter nests too deeply", "Write it plainly.", file)) from None
        if problems:
            raise InputError(problems)
        self._template = environment.from_string(text)

    def __call__(self, words: Mapping[str, Any]) -> bytes:
        """Write the letter."""
        return self._template.render(words).encode("utf-8")


def words_for(dataset: "Dataset", row: Mapping[str, Any], claims: Collection[str], date: str, deadline: str) -> Any:
    """Gather what a letter may say to one organisation: of its row in the table, and of the declaration.

    `row` has the columns of Entities; `claims` are the sentences of the story about it alone.
    """
    high = row["count_max"]
    region, country = str(row["region"]), str(row["country"])
    told: dict[str, Any] = {key: getattr(dataset, key) for key in WORDS[:6]}
    told |= {key: row[key] for key in ("entity_id", "name", "country", "kind")}
    return told | {
        "noun": dataset.count.noun,
        "region": region,
        "place": f"{regions.name(region)}, {country}" if "-" in region else country,
        "range": span(row["count_min"], int(high) if isinstance(high, int) else None),
        "claims": list(claims),
        "limitations": list(dataset.limitations),
        "sources": [source.title for source in dataset.sources],
        "date": date,
        "deadline": deadline,
    }


def _written(value: object) -> object:
    """Write a list as lines with a dash before each."""
    return "\n".join(f"- {each}" for each in value) if isinstance(value, list) else value


def _problems(node: nodes.Node, file: str, known: frozenset[str], inside: bool) -> Iterator[Problem]:
    """Find what a letter may not hold. `known` are the names at this place; `inside` tells whether it is in a loop."""
    if not isinstance(node, _ALLOWED):
        told = f"a letter cannot hold this ({type(node).__name__.lower()})"
        remedy = "Only {{ placeholders }}, {% if %} and {% for %} over a list can stand there: nothing is executed."
        yield Problem(told, remedy, file, node.lineno)
        return
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in known:
        yield Problem("unknown placeholder", _did_you_mean(node.name), file, node.lineno, value=node.name)
    if isinstance(node, nodes.For):
        whole = isinstance(node.iter, nodes.Name) and node.iter.name in LISTS and isinstance(node.target, nodes.Name)
        if inside or not whole or node.recursive:
            remedy = f"Write {{% for each in limitations %}}; the lists are {', '.join(LISTS)}."
            yield Problem("a loop of a letter goes over one list, and none within another", remedy, file, node.lineno)
            return
        known, inside = known | {str(getattr(node.target, "name", ""))}, True
    for child in node.iter_child_nodes():
        yield from _problems(child, file, known, inside)


def _did_you_mean(word: str) -> str:
    from difflib import get_close_matches

    every = sorted((*WORDS, *LISTS))
    close = get_close_matches(word.lower(), every, n=1, cutoff=0.6)
    return f"{f'Did you mean {close[0]}? ' if close else ''}There are: {', '.join(every)}."
