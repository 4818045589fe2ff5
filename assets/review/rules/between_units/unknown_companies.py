"""Level 4: companies of the lists that no unit's ledger and no office file knows (D401)."""

from __future__ import annotations

from collections.abc import Iterator

from assets.review.rule_context import RuleContext, judges
from schemas.codes.names import company_key
from schemas.finding import Finding
from schemas.form.sheets import PLACEHOLDERS

_COMPANIES = {"talent_subsidy": "employer", "visit": "company_name"}  # lists whose companies should be known


@judges("D401")
def unknown_companies(context: RuleContext) -> Iterator[Finding]:
    """Employers that were paid for and companies that were visited are in the ledger or in enterprises.csv, where the
    office keeps one. A company is named once a unit and list, at its first row."""
    if not len(context.reference.enterprises):
        return
    known = _known(context)
    for kind, field in _COMPANIES.items():
        reported: set[tuple[int, str]] = set()
        for index, file_id, name in context.lists(kind, "file_id", field):
            key = company_key(name) if _is_named(name) else ""
            if key and key not in known and (file_id, key) not in reported:
                reported.add((file_id, key))
                yield context.say("D401", "", kind, index, field)


def _known(context: RuleContext) -> set[str]:
    """Companies, as compared, of all ledgers of the month, of last month's books and of enterprises.csv."""
    rows = [*context.records("project"), *context.before.values()]
    names = [name for row in rows for name in (row.company_name, row.investor_name) if _is_named(name)]
    return {company_key(str(name)) for name in (*names, *context.reference.enterprises["company_name"])}


def _is_named(value: object) -> bool:
    return isinstance(value, str) and value.strip() not in PLACEHOLDERS
