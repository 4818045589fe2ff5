"""A Word document from its template: rendered, read by the linter, and only then without its marks."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from assets.publication.documents.archive import steady_archive
from assets.publication.documents.context import template_context
from assets.publication.documents.figures import BoundFigure, Figures
from assets.publication.documents.gaps import Gaps, closed_up
from assets.publication.documents.judgements import against, holds
from assets.publication.documents.linter import Stray, lint, unmarked
from assets.publication.documents.view import ReleaseView
from assets.review.catalogue import is_on
from schemas.typography import chinese

DRAFT = "【草稿】未通过数字核对,不得印发"


@dataclass
class Rendered:
    """The bytes, what is wrong (empty: may go out), the figures it holds, and its paragraphs with the marks of figures."""

    data: bytes
    strays: list[Stray]
    bound: list[BoundFigure] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)


def render(view: ReleaseView, template: Path | bytes) -> Rendered:
    """Raises TemplateProblem where the template itself cannot be filled."""
    figures = Figures(view)
    source = io.BytesIO(template if isinstance(template, bytes) else template.read_bytes())
    document = DocxTemplate(source)
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    try:
        document.render(template_context(view, figures), environment)
    except (jinja2.TemplateError, KeyError, TypeError, ValueError) as problem:
        raise TemplateProblem(str(problem)) from problem
    paragraphs = list(_paragraphs(document))
    _fill(paragraphs, figures)
    marked = [_text(each) for each in paragraphs]
    strays = lint(
        marked, figures.bound, view.terms, view.is_december, lambda name: (holds(view, name), against(view, name))
    )
    strays = [stray for stray in strays if is_on(stray.rule, view.district, view.month)]
    for paragraph in paragraphs:
        for part in paragraph.iter(qn("w:t")):
            part.text = chinese(unmarked(part.text or ""))
            part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if strays:
        mark = document.docx.paragraphs[0].insert_paragraph_before(chinese(DRAFT))
        mark.style = "公文草稿标记" if "公文草稿标记" in [s.name for s in document.docx.styles] else None
    if view.chain_words():  # after the linter: it is no figure
        line = document.docx.add_paragraph(chinese(view.chain_words()))
        line.style = "公文表格单位" if "公文表格单位" in [s.name for s in document.docx.styles] else None
    made = datetime.fromisoformat(str(view.release["published_at"]))
    return Rendered(steady_archive(document.docx, made), strays, figures.bound, marked)


def _fill(paragraphs: list[Any], figures: Figures) -> None:
    """What totals lack is said where it stands, empty clauses close up; a paragraph that is of several runs keeps its punctuation."""
    gaps = Gaps(figures)
    for paragraph in paragraphs:
        parts = list(paragraph.iter(qn("w:t")))
        for part, text in zip(parts, gaps.filled([part.text or "" for part in parts]), strict=True):
            part.text = closed_up(text) if len(parts) == 1 else text


class TemplateProblem(Exception):
    """A template that cannot be filled: an unknown name, a tag left open."""


def _paragraphs(document: Any) -> list[Any]:
    """Every paragraph in reading order: body, tables, then headers and footers."""
    bodies = [document.docx.element.body]
    for section in document.docx.sections:
        bodies += [section.header._element, section.footer._element, section.even_page_footer._element]
    return [paragraph for body in bodies for paragraph in body.iter(qn("w:p"))]


def _text(paragraph: Any) -> str:
    return "".join(part.text or "" for part in paragraph.iter(qn("w:t")))
