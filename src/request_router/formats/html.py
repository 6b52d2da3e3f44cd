"""HTML mail -> plain text, with quoted mail marked by ``>`` so that one rule serves every format."""

from __future__ import annotations

from html.parser import HTMLParser

import inscriptis
import lxml.etree
import lxml.html
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

# Elements in which clients wrap the mail that they answer to; each row names the client.
QUOTE_CONTAINERS = (
    "//blockquote[@type='cite']",  # Apple Mail, Thunderbird
    "//blockquote[contains(@class, 'gmail_quote')]",  # Gmail
    "//blockquote[ancestor::div[contains(@class, 'gmail_quote')]]",  # Gmail
    "//div[contains(@class, 'yahoo_quoted')]",  # Yahoo
    "//div[contains(@class, 'protonmail_quote')]",  # Proton
    "//div[@id='divRplyFwdMsg']/following-sibling::*",  # Outlook on the web: the headers stay, and say where it starts
)

# Preheaders of mailing tools; inscriptis misses the ones that say "!important".
_HIDDEN = "//body//*[contains(translate(@style, ' ', ''), 'display:none')]"

_CONFIG = ParserConfig(css=CSS_PROFILES["strict"].copy(), display_links=False, display_images=False)


def html_to_text(html: str) -> str:
    """Return the visible text of an HTML body, quoted mail with ``> `` before each line.

    A forward made by such a client keeps its text: what is marked, `french.quoted` may still give back.

    Returns
    -------
    str
        Empty for markup without a word; never raises on malformed markup.
    """
    if not html.strip():
        return ""
    try:
        # lxml refuses a str that carries its own encoding declaration.
        tree = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=_parser())
        for element in tree.xpath(_HIDDEN):
            element.drop_tree()
        for element in _outermost_quotes(tree):
            _mark_quoted(element)
        text = _text(tree).strip()
    except (lxml.etree.LxmlError, ValueError, RecursionError):
        # inscriptis descends by recursion: markup nested a thousand deep has no layout worth keeping, but it has words.
        text = ""
    return text or _Words.of(html)


class _Words(HTMLParser):
    """The bare text of markup that no tree can be made of, with the parser that keeps no tree."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._hidden = 0

    @classmethod
    def of(cls, html: str) -> str:
        parser = cls()
        parser.feed(html)
        parser.close()
        return " ".join(" ".join(parser._pieces).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style"} and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._pieces.append(data)


def _parser() -> lxml.html.HTMLParser:
    # Parsers hold state: one per call keeps the function safe between threads. huge_tree: a mail of 10 MB is still read.
    return lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)


def _text(tree: lxml.html.HtmlElement) -> str:
    return str(inscriptis.Inscriptis(tree, _CONFIG).get_text()).rstrip()


def _outermost_quotes(tree: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """Return the quote containers that lie in no other one, so that nothing is marked twice."""
    found = [element for path in QUOTE_CONTAINERS for element in tree.xpath(path)]
    ids = {id(element) for element in found}
    unique = {id(element): element for element in found}
    return [element for element in unique.values() if not any(id(above) in ids for above in element.iterancestors())]


def _mark_quoted(element: lxml.html.HtmlElement) -> None:
    """Replace a container by a ``pre`` that holds its text with ``> `` before each line."""
    tail, element.tail = element.tail, None
    quoted = lxml.html.Element("pre")
    quoted.text = "\n".join(f"> {line}" for line in _text(element).splitlines())
    quoted.tail = tail
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, quoted)
