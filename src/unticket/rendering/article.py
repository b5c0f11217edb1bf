"""A knowledge article as Markdown or HTML, each sentence with the tickets it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from importlib import resources

from unticket.plan.article import Article, Sentence
from unticket.rendering.html import content_policy
from unticket.rendering.markdown import escaped, link
from unticket.rendering.printable import one_line
from unticket.rendering.texts import Texts

_NAMED = 6  # tickets behind one sentence


class ArticleWriter:
    """Writes articles in one language. `references` and `urls` by ticket key; a ticket without a url is named only.
    `opened` are the local days of the first and the last of an article's tickets."""

    def __init__(
        self, texts: Texts, references: Mapping[str, str], urls: Mapping[str, str], *, opened: tuple[date, date]
    ) -> None:
        self._t = texts
        self._references = references
        self._urls = urls
        self._opened = opened

    def markdown(self, article: Article) -> bytes:
        """CommonMark, UTF-8."""
        return ("\n".join(self._markdown(article)).rstrip() + "\n").encode()

    def html(self, article: Article) -> bytes:
        """One page that loads nothing, UTF-8."""
        style = (resources.files("unticket.rendering") / "templates" / "article.css").read_text("utf-8")
        body = "\n".join(self._html(article))
        head = (
            f'<!doctype html>\n<html lang="{self._t.language}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{content_policy(style)}">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{_html_text(article.title)}</title><style>{style}</style></head>"
        )
        return f"{head}\n<body><article>\n{body}\n</article></body></html>\n".encode()

    def _markdown(self, article: Article) -> Iterator[str]:
        yield f"# {escaped(article.title)}"
        yield ""
        yield f"*{escaped(self._note)}*"
        for part, sentences in article.parts.items():
            yield from ("", f"## {escaped(self._t(f'articles.parts.{part}'))}", "")
            for sentence in sentences:
                evidence = ", ".join(self._markdown_link(key) for key in sentence.tickets[:_NAMED])
                yield f"- {escaped(self._said(sentence))}" + (
                    f" ({evidence or self._by(sentence)})" if self._backed(sentence) else ""
                )
        if article.tickets:
            yield from ("", f"## {escaped(self._t('articles.sources'))}", "")
            yield ", ".join(self._markdown_link(key) for key in article.tickets)

    def _html(self, article: Article) -> Iterator[str]:
        yield f"<h1>{_html_text(article.title)}</h1>"
        yield f'<p class="note">{_html_text(self._note)}</p>'
        for part, sentences in article.parts.items():
            yield f"<h2>{_html_text(self._t(f'articles.parts.{part}'))}</h2><ul>"
            for sentence in sentences:
                evidence = ", ".join(self._html_link(key) for key in sentence.tickets[:_NAMED]) or _html_text(
                    self._by(sentence)
                )
                backed = f" <small>({evidence})</small>" if self._backed(sentence) else ""
                yield f"<li>{_html_text(self._said(sentence))}{backed}</li>"
            yield "</ul>"
        if article.tickets:
            yield f"<h2>{_html_text(self._t('articles.sources'))}</h2>"
            yield f"<p>{', '.join(self._html_link(key) for key in article.tickets)}</p>"

    @property
    def _note(self) -> str:
        return self._t("articles.draft", first=self._opened[0], last=self._opened[1])

    def _said(self, sentence: Sentence) -> str:
        return self._t(f"articles.sentences.{sentence.kind}", **sentence.values)

    def _backed(self, sentence: Sentence) -> bool:
        return bool(sentence.tickets) or not sentence.kind.endswith("_unknown")

    def _by(self, sentence: Sentence) -> str:
        return "" if sentence.tickets else self._t("articles.by_register")

    def _markdown_link(self, key: str) -> str:
        return link(self._references.get(key, key), self._urls.get(key, ""))

    def _html_link(self, key: str) -> str:
        named, url = _html_text(self._references.get(key, key)), self._urls.get(key, "")
        return f'<a href="{escape(url)}">{named}</a>' if url else named


def _html_text(text: str) -> str:
    return escape(one_line(text))
