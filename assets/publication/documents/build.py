"""The files people look at, of one release: workbook, bulletin, annual report in December, dashboard.

A document whose numbers do not stand up is withheld: it is written as <name>.draft.docx with a mark, and D405 says which
paragraph, D408 which judging word the figures do not bear out. Workbook and dashboard are made from the tables alone and are never withheld.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from assets.publication.documents.dashboard.page import dashboard_page
from assets.publication.documents.render import Rendered, TemplateProblem, render
from assets.publication.documents.view import ReleaseView
from assets.publication.documents.workbook.build import report_workbook
from assets.review.catalogue import finding
from schemas.finding import Finding

SHIPPED = Path(__file__).parent / "templates"
EVERY_MONTH = {"bulletin": "通报"}  # a Word document's file name → what it is called
IN_DECEMBER = {"annual": "年度报告"}


@dataclass
class DocumentOutcome:
    """What was written, what was held back (bulletin | annual), and why."""

    files: list[Path] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def build_documents(view: ReleaseView, folder: Path, templates: Path | None = None) -> DocumentOutcome:
    """Writes the documents of a release into `folder`. `templates`: the office's own (HOME/reference/templates), each of
    which stands in for the shipped one of its name."""
    outcome = DocumentOutcome()
    for name, label in word_documents(view).items():
        _word_document(view, folder, name, label, templates, outcome)
    for file_name, data in (("report.xlsx", report_workbook(view)), ("dashboard.html", dashboard_page(view).encode())):
        path = folder / file_name
        path.write_bytes(data)
        outcome.files.append(path)
    return outcome


def word_documents(view: ReleaseView) -> dict[str, str]:
    """The Word documents of a release: file name without suffix → what it is called."""
    return EVERY_MONTH | (IN_DECEMBER if view.is_december else {})


def _word_document(
    view: ReleaseView, folder: Path, name: str, label: str, templates: Path | None, outcome: DocumentOutcome
) -> None:
    own = templates / f"{name}.docx" if templates else None
    try:
        made: Rendered = render(view, own if own is not None and own.is_file() else SHIPPED / f"{name}.docx")
    except TemplateProblem as problem:
        outcome.withheld.append(name)
        detail = f"{label}模板无法填写：{problem}"
        outcome.findings.append(finding("D405", detail=detail, file_name=f"{name}.docx", field=name))
        return
    if made.strays:
        outcome.withheld.append(name)
        outcome.findings += [
            finding(
                stray.rule,
                detail=f"{label}{stray.detail}",
                file_name=f"{name}.draft.docx",
                field=name,
                raw_value=stray.words,
            )
            for stray in made.strays
        ]
    path = folder / (f"{name}.draft.docx" if made.strays else f"{name}.docx")
    path.write_bytes(made.data)
    outcome.files.append(path)
