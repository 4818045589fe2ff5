"""One change at which a rule of levels 0–3 speaks, and a near miss at which it does not: the rule's own fixtures.

A case says what is changed on a clean month, where the rule must fire, and which other F and E the same change entails;
everything else must stay silent. `miss` is the nearest change that is right; `beside` what other F or E it brings.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd
from stdnum.cn.ric import calc_check_digit

from assets.review.rules.between_units.declared_money import credited_by_month
from schemas.form.sheets import DATA_SHEETS
from tests.review.bench import Bench, M, P

Change = Callable[[Bench], object]
LATER = datetime(2025, 3, 4, 9)
NONE: frozenset[str] = frozenset()
V = "招商活动"


@dataclass(frozen=True)
class Case:
    """`at`: sheet and cell ('' for none); `severity`: F, ER, E, W, I."""

    rule: str
    severity: str
    at: tuple[str | None, str | None]
    fire: Change
    miss: Change
    entails: frozenset[str] = NONE
    beside: frozenset[str] = NONE
    words: str = field(default="")


def e(*codes: str) -> frozenset[str]:
    return frozenset(codes)


def put(sheet: str, cell: str, value: Any, unit: str = "Z01") -> Change:
    return lambda b: b.put(sheet, cell, value, unit)


def all_of(*changes: Change) -> Change:
    def change(b: Bench) -> None:
        for each in changes:
            each(b)

    return change


def unit_line(sheet: str, old: str, new: str) -> Change:
    return lambda b: b.put(sheet, "A2", str(b.value(sheet, "A2")).replace(old, new))


def with_part(name: str) -> Change:
    def change(b: Bench) -> None:
        file = b.name_of("Z01")
        out = io.BytesIO(b.files[file])
        with zipfile.ZipFile(out, "a") as book:
            book.writestr(name, "<x/>")
        b.files[file] = out.getvalue()

    return change


def hidden(row: int) -> Change:
    return lambda b: b.edit(lambda book: setattr(book[P].row_dimensions[row], "hidden", True))


def empty_hidden(b: Bench) -> None:
    b.edit(lambda book: setattr(book[P].row_dimensions[60], "hidden", True))


def more_money(b: Bench, row: int, amount: float, note: str | None = None) -> None:
    """A month with `amount` more (or less) than the clean one, everywhere it belongs."""
    b.add(M, f"E{row}", amount).add(M, f"F{row}", amount).add(M, f"G{row}", amount)
    for column in "EFG":
        b.add(M, f"{column}16", amount)
    if note:
        b.put(M, f"L{row}", note)


def reduced(note: str | None) -> Change:
    """Row 7 gives 100 万元 back this month (10.1 万元 less money than it had at fixed assets stays below it)."""

    def change(b: Bench) -> None:
        back = float(b.value(M, "E8")) + 100
        more_money(b, 8, -back, note)
        assets = float(b.value(M, "H8"))
        left = max(0.0, float(b.value(M, "F8")))
        if assets > left:
            b.put(M, "H8", left).add(M, "H16", left - assets)

    return change


def less_investment(row: int, amount: float) -> Change:
    """总投资 of a project, and the total with it."""

    def change(b: Bench) -> None:
        b.add(P, "L19", amount - float(b.value(P, f"L{row}"))).put(P, f"L{row}", amount)

    return change


def subsidy(**instead: Any) -> Change:
    values: dict[str, Any] = {
        "name": "赵小某", "id": identity("34060219900101123"), "employer": "濉阳铭朗智能装备有限公司", "year": 2024, "policy": "安家补贴",
        "amount": 1.5, "on": date(2025, 1, 10), "note": None,
    } | instead  # fmt: skip

    def change(b: Bench) -> None:
        b.insert("人才奖补", 4, list(values.values())).edit(
            lambda book: book["人才奖补"].__setitem__("F5", values["amount"])
        )

    return change


def last_state(b: Bench, months: dict[str, float]) -> None:
    """Project Z01-2022-001 in earlier months: 在建, with this much received in all (yuan)."""
    rows = {
        f"project_{month.replace('-', '_')}": pd.DataFrame(
            {"project_code": ["Z01-2022-001"], "stage": ["building"], "arrived_total_yuan": [total]}
        )
        for month, total in months.items()
    }
    b.earlier(**rows)


def identity(first17: str) -> str:
    """An id with its check digit (GB 11643-1999)."""
    return first17 + calc_check_digit(f"{first17}0")


_NOW = 1_424_996_600  # what Z01-2022-001 has received in all, yuan


def ten_months(part: float) -> Change:
    """Ten earlier months of about what February brings in every unit; in Z01 `part` of it."""

    def change(b: Bench) -> None:
        now = credited_by_month(b.scene())["arrived_month_yuan"]
        usual = {unit: money * (part if unit == "Z01" else 1) for unit, money in now.items()}
        tables = {}
        for number in range(3, 13):
            at, swing = f"2024_{number:02d}", 1 + (number % 5 - 2) / 20
            tables[f"submission_{at}"] = pd.DataFrame({"unit_code": list(usual), "figures": "current"})
            tables[f"fund_arrival_{at}"] = pd.DataFrame(
                {"unit_code": list(usual), "caliber": "declared", "out_of_district_ytd_yuan": None,
                 "out_of_district_month_yuan": [int(money * swing) for money in usual.values()]}
            )  # fmt: skip
        b.earlier(**tables)

    return change


def target(progress: float) -> Change:
    """A target of Z01 of which its money is just this share of what is due by February."""

    def change(b: Bench) -> None:
        ytd = credited_by_month(b.scene())["arrived_ytd_yuan"]["Z01"]
        b.office(
            "targets", year=[2025], unit_code=["Z01"], metric_code=["funds_out_of_district"],
            annual_target=[ytd / progress * 6], effective_from=["2025-01"],
        )  # fmt: skip

    return change


def as_large_as_usual(times: int) -> Change:
    """A new project's 总投资 is this many times the middle one of the district."""

    def change(b: Bench) -> None:
        rows = b.scene().rows("project")["total_investment_yuan"]
        others = rows.mask(rows == float(b.value(P, "L16")) * 10_000, rows.max() * times)
        b.put(P, "L16", float(others.median()) / 10_000 * times)

    return change


def same_listing(b: Bench, **instead: Any) -> None:
    """The first town's first row, told as the zone's, a little differently."""
    for column in "CGHL":
        b.put(P, f"{column}4", instead.get(column, b.value(P, f"{column}4")), "T01")
    b.put(P, "C4", instead.get("C", f"{b.value(P, 'C4')}(一期)"), "T01")


def parts(whole: float) -> Change:
    """Three new rows of the zone are one investor's; a row of the town is his too and has `whole` as its amount."""

    def change(b: Bench) -> None:
        for row, amount in ((16, 3100), (17, 4200), (18, 5300)):
            b.put(P, f"G{row}", "浙江合束投资有限公司").put(P, f"C{row}", f"合束第{row}号厂房").put(
                P, f"L{row}", amount
            )
        b.put(P, "G4", "浙江合束投资有限公司", "T01").put(P, "C4", "合束智造城", "T01").put(P, "L4", whole, "T01")

    return change


def copied(rows: int) -> Change:
    def change(b: Bench) -> None:
        for row in range(5, 5 + rows):
            for unit in ("Z01", "T01"):
                for column, value in (("E", 123.45), ("F", 1234.56), ("G", 12345.67)):
                    b.put(M, f"{column}{row}", value + row, unit)

    return change


def approval_of_another(b: Bench) -> None:
    b.put(P, "D4", b.value(P, "D4"), "T01")


def superseded(b: Bench) -> None:
    """The town listed the zone's project in its first file, and not in its second."""
    name = b.name_of("T01")
    right = b.files[name]
    approval_of_another(b)
    b.again("更正.xlsx", right, LATER)


def resent(changed: bool) -> Change:
    def change(b: Bench) -> None:
        clean = b.files[b.name_of("Z01")]
        if changed:
            b.put(P, "T4", "第二次补充")
        second = b.files[b.name_of("Z01")]
        b.files[b.name_of("Z01")] = clean
        b.again("梅山经济开发区(改).xlsx", second, LATER)

    return change


def companies(b: Bench) -> None:
    """The office keeps a register of enterprises, with the one visited company that no project has."""
    names = [str(b.value("企业走访", f"B{row}", unit)) for unit in ("Z01", "T01", "T02", "S01") for row in range(4, 30)
             if b.value("企业走访", f"B{row}", unit)]  # fmt: skip
    b.office("enterprises", company_name=names, company_uscc=[None] * len(names))


def without_row(row: int, money: bool) -> Change:
    """A project is no longer listed, and the total knows it."""

    def change(b: Bench) -> None:
        left = float(b.value(P, "L19")) - float(b.value(P, f"L{row}"))
        b.drop(P, row).edit(lambda book: book[P].__setitem__("L18", left))

    del money
    return change


def swapped(code: str) -> str:
    return code[:-1] + ("1" if code[-1] != "1" else "2")


def policies(**changes: Any) -> Change:
    return lambda b: b.district(policies=b.reference.district.policies.model_copy(update=changes))


def second_row(**instead: Any) -> Change:
    """One more row of 到位资金 below row 8, of its project and with no money of its own, but for what is said."""

    def change(b: Bench) -> None:
        values = {column: b.value(M, f"{column}8") for column in "ABCDEFGHIJKL"}
        values |= dict.fromkeys("DEFGHI", 0) | {"K": None} | instead
        b.insert(M, 9, list(values.values()))

    return change


def as_row_above(b: Bench) -> None:
    """The same row twice."""
    b.insert(M, 9, [b.value(M, f"{column}8") for column in "ABCDEFGHIJKL"])


def crossed(b: Bench) -> None:
    """Two codes of 到位资金 changed over; names and money stand where they stood."""
    one, other = b.value(M, "B5"), b.value(M, "B6")
    b.put(M, "B5", other).put(M, "B6", one)


def renamed(ledger: str, money: str) -> Change:
    """The name of row 4's project in 项目台账 and in 到位资金."""
    return lambda b: b.put(P, "C4", ledger).put(M, "C5", money)


def nothing_in_it(no_change: str | None) -> Change:
    """All rows gone, and what the cover says of that."""

    def change(b: Bench) -> None:
        def empty(book: Any) -> None:
            for kind, sheet in DATA_SHEETS.items():
                if kind != "explanation":
                    book[sheet.title].delete_rows(5 if kind == "fund" else 4, 40)
            book["封面"]["B10"] = no_change

        b.edit(empty)

    return change


def cover_alone(no_change: str) -> Change:
    def change(b: Bench) -> None:
        def alone(book: Any) -> None:
            for sheet in book.worksheets:
                if sheet.title != "封面":
                    book.remove(sheet)
            book["封面"]["B10"] = no_change

        b.edit(alone)

    return change


def twice(sheet: str, row: int, **instead: Any) -> Change:
    """A row of a list once more, right below it."""

    def change(b: Bench) -> None:
        b.insert(sheet, row + 1, [instead.get(column, b.value(sheet, f"{column}{row}")) for column in "ABCDEFGH"])

    return change


def same_voucher(second: str) -> Change:
    """Vouchers of one kind in rows 5 and 6; row 5 has two."""
    return lambda b: b.put(M, "J6", b.value(M, "J5")).put(M, "K5", "PZ2025029509、PZ2025029510").put(M, "K6", second)


def explaining(rule: str) -> Change:
    """One line of 情况说明."""

    def change(b: Bench) -> None:
        def add(book: Any) -> None:
            sheet = book["情况说明"] if "情况说明" in book.sheetnames else book.create_sheet("情况说明")
            sheet.delete_rows(1, sheet.max_row)
            for values in (
                ["情况说明表"],
                [],
                ["规则编号", "工作表", "项目编号", "说明"],
                [rule, M, None, "票据在区财政局复核,下月补报凭证号"],
            ):
                sheet.append(values)

        b.edit(add)

    return change


def moved(code: str | None, **instead: Any) -> Change:
    """The project of row 13 leaves the zone's list and comes up in the town's, under this code or its own."""

    def change(b: Bench) -> None:
        values = {column: b.value(P, f"{column}13") for column in "ABCDEFGHIJKLMNOPQRST"}
        without_row(13, False)(b)
        b.insert(P, 4, list((values | {"B": code or values["B"]} | instead).values()), "T01")

    return change


def recorded(project: str, month: str) -> Change:
    """The office has recorded that the project was handed over to the town."""
    return lambda b: b.office(
        "exemptions", unit_code=["T01"], project_code=[b.value(P, "B4", "T01") or project], rule_code=["P308"],
        from_month=[month], to_month=[None], reason=["项目移交"], approved_by=["区政府"],
    )  # fmt: skip


C109, C125 = e("C109"), e("C125")
CASES: list[Case] = [
    Case("F001", "F", (None, None), lambda b: b.files.__setitem__(b.name_of("Z01"), b""),
         lambda b: b.rename("梅山经济开发区2025年2月招商引资统计月报.XLSX"), words="空"),
    Case("F001", "F", (None, None), lambda b: b.files.__setitem__(b.name_of("Z01"), b.files[b.name_of("Z01")][:9000]),
         with_part("docProps/extra.xml")),
    Case("F002", "W", (None, None), lambda b: b.again("青谷镇2025年2月.xlsx"), lambda b: b.again("经开区2025年2月.xlsx")),
    Case("F003", "ER", (P, None), put(P, "L3", "一二三"), put(P, "L3", "总投资\n（万元）"), e("C102")),
    Case("F004", "ER", (P, "A2"), unit_line(P, "梅山经济开发区管委会", "青谷镇"), unit_line(P, "梅山经济开发区管委会", "梅山经开区")),
    Case("F005", "ER", (P, "A2"), unit_line(P, "2025年2月", "2025年1月"), unit_line(P, "2025年2月", "2025-02")),
    Case("F005", "W", (None, None), lambda b: b.rename("梅山经济开发区2025年1月.xlsx"), lambda b: b.rename("梅山经济开发区.xlsx")),
    Case("F006", "W", (P, None), hidden(5), empty_hidden),
    Case("F007", "W", (None, None), with_part("xl/externalLinks/externalLink1.xml"), with_part("docProps/extra.xml")),
    Case("F008", "I", (None, None), put("封面", "B11", "2024.1"), put("封面", "B11", 2025.1)),
    Case("C101", "ER", (M, "F5"), put(M, "F5", "约3亿"), put(M, "I7", "—"), C109),
    Case("C101", "ER", (M, "F5"), put(M, "F5", "1,2OO"), put(M, "F5", 10097.5), C109),
    Case("C101", "ER", (M, "G5"), put(M, "G5", "#REF!"), put(M, "I8", None), C109),
    Case("C101", "ER", (M, "H5"), put(M, "H5", -5), all_of(put(M, "H5", -5), put(M, "L5", "核减：设备退回供应商")), C109, C109),
    Case("C101", "ER", (P, "L5"), put(P, "L5", -70200), put(P, "L5", 70200), C109, C109),
    Case("C101", "I", (M, "F5"), put(M, "F5", "１００９７.５"), put(M, "F5", 10097.50)),
    Case("C102", "ER", (P, "C4"), put(P, "C4", None), put(P, "K4", None)),
    Case("C102", "ER", (P, "C4"), put(P, "C4", "暂无"), put(P, "C12", "无人机整机项目")),
    Case("C102", "ER", (P, "H4"), put(P, "H4", "--"), put(P, "H4", "广东省 深圳市")),
    Case("C102", "ER", (P, "L4"), put(P, "L4", None), put(P, "N4", None), C109),
    Case("C103", "ER", (P, "Q4"), put(P, "Q4", "进行中"), put(P, "Q4", "建设中")),
    Case("C103", "ER", (P, "I4"), put(P, "I4", "新能源"), put(P, "I4", "装备制造和新能源汽车产业")),
    Case("C103", "ER", (P, "J4"), put(P, "J4", "工业"), put(P, "J4", "√")),
    Case("C103", "E", (P, "K4"), put(P, "K4", "重建"), put(P, "K4", "改扩建")),
    Case("C104", "W", (P, "F4"), lambda b: b.put(P, "F4", swapped(b.value(P, "F4"))), lambda b: b.put(P, "F4", b.value(P, "F4").lower())),
    Case("C104", "E", (P, "F4"), put(P, "F4", "91340602MA0000000"), put(P, "F4", None)),
    Case("C105", "ER", (P, "O12"), put(P, "O12", "拟2025年6月"), put(P, "O12", "—")),
    Case("C105", "ER", (P, "M4"), put(P, "M4", "2022年13月5日"), put(P, "M4", "2022.1.16")),
    Case("C105", "ER", (P, "O4"), put(P, "O4", date(2022, 1, 10)), put(P, "O4", date(2022, 1, 16))),
    Case("C105", "ER", (P, "O14"), put(P, "O14", date(2025, 3, 1)), put(P, "O14", date(2025, 2, 28))),
    Case("C105", "ER", (P, "Q12"), put(P, "Q12", "在建"), put(P, "Q12", "前期")),
    Case("C106", "ER", (P, "B16"), put(P, "B16", "Z01-25-3"), put(P, "B16", "Z01-2025-013")),
    Case("C106", "ER", (P, "B16"), put(P, "B16", "Z01-2025-0031"), put(P, "B16", "Z01-2025-1003")),
    Case("C106", "ER", (P, "B16"), put(P, "B16", None), put(P, "B16", "Ｚ０１-2025-003"), words="Z01-2025-006"),
    Case("C106", "ER", (P, "B17"), put(P, "B17", "Z01-2025-003"), put(P, "B17", "Z01-2025-014")),
    Case("C106", "ER", (P, "B16"), put(P, "B16", "T01-2025-090"), put(P, "B16", "Z01-2025-090")),
    Case("C107", "ER", (M, "F5"), lambda b: b.add(M, "E5", 7), lambda b: more_money(b, 5, 7), C109),
    Case("C107", "W", (M, "F5"), lambda b: (b.before("Z01-2022-001", as_of_month="2024-12"), b.add(M, "E5", 7)),
         lambda b: b.before("Z01-2022-001", as_of_month="2024-12"), C109),
    Case("C107", "ER", (M, "F15"), lambda b: (b.before("Z01-2025-002", project_code="Z01-2020-001", unit_code="X"), b.add(M, "E15", -7)),
         lambda b: b.before("Z01-2025-002", project_code="Z01-2020-001", unit_code="X"), C109),
    Case("C108", "ER", (M, "G12"), less_investment(11, 150), less_investment(11, 182)),
    Case("C108", "W", (M, "G12"), less_investment(11, 170), less_investment(11, 181.93)),
    Case("C109", "ER", (M, "F16"), put(M, "F16", 23301.57), put(M, "F16", 23300.60)),
    Case("C109", "ER", ("招商活动", "F10"), put("招商活动", "F10", 67), put("招商活动", "F10", "66")),
    Case("C109", "ER", (P, "L19"), put(P, "L5", 756_000), put(P, "L19", "523,800"), words="L5 若为 75,600万元 则相符"),
    Case("C109", "ER", (M, "F16"), put(M, "F5", 1009.75), put(M, "F16", 23300.61), e("C107", "C110", "C127", "H202"), words="F5 若为 10,097.5万元"),
    Case("C109", "ER", (M, "F16"), lambda b: (b.put(M, "F5", "１００９７.５"), b.add(M, "F16", -10097.5)), put(M, "F5", "１００９７.５"),
         words="F5 是文本，求和公式未计入"),
    Case("C110", "ER", (M, "G5"), lambda b: b.add(M, "G5", 3), lambda b: more_money(b, 5, 3), C109),
    Case("C110", "ER", (M, "H5"), put(M, "H5", 10098), put(M, "H5", 10097.5), C109, C109),
    Case("C110", "ER", (M, "H5"), put(M, "F5", 8000), lambda b: more_money(b, 5, 1), e("C107", "C109")),
    Case("C112", "W", (M, "E15"), less_investment(15, 42), less_investment(15, 43)),
    Case("C113", "ER", (P, "H4"), put(P, "H4", "广东省深圳市、江苏省南京市"), put(P, "H4", "广东深圳")),
    Case("C113", "ER", (P, "H4"), put(P, "H4", "乌有乡"), put(P, "H4", "440300")),
    Case("C113", "ER", (P, "H4"), put(P, "H4", "上海市/江苏省苏州市"), put(P, "H4", "省外 广东深圳"), words="有多处"),
    Case("C113", "ER", (P, "H4"), put(P, "H4", "安徽省"), put(P, "H4", "广东-深圳"), words="请填到市、县"),
    Case("C114", "W", (M, "K5"), put(M, "K5", None), put(M, "K5", "收据第12号")),
    Case("C115", "ER", (M, "E8"), reduced(None), reduced("核减重复计入的设备款"), e("H201", "H202")),
    Case("C115", "ER", (M, "E8"), reduced("核减"), reduced("核减:上年重复"), e("H201", "H202")),
    Case("C116", "E", ("人才奖补", "B4"), subsidy(id=swapped(identity("34060219900101123"))), subsidy()),
    Case("C116", "E", ("人才奖补", "B4"), subsidy(id=identity("34060219100101123")), subsidy(id=None)),
    Case("C116", "W", ("人才奖补", "C4"), subsidy(employer=None), subsidy(employer="某厂")),
    Case("C116", "W", ("人才奖补", "F4"),
         all_of(subsidy(amount=5.01), lambda b: b.district(policies=b.reference.district.policies.model_copy(update={"subsidy_cap": 5.0}))),
         all_of(subsidy(amount=5), lambda b: b.district(policies=b.reference.district.policies.model_copy(update={"subsidy_cap": 5.0})))),
    Case("C117", "W", ("企业走访", "A4"), put("企业走访", "A4", date(2024, 12, 31)), put("企业走访", "A4", date(2025, 1, 1))),
    Case("C117", "W", ("企业走访", "G4"), put("企业走访", "F4", "已办结"), put("企业走访", "F4", "正在办理")),
    Case("C117", "W", ("招商活动", "F4"), put("招商活动", "F4", "若干"), put("招商活动", "F4", "４"), C109),
    Case("C117", "W", ("招商活动", "F4"), put("招商活动", "F4", None), put("招商活动", "G4", None), C109, C109),
    Case("C118", "I", (P, "T4"), put(P, "T4", "@甲方"), put(P, "T4", "甲@方")),
    Case("C119", "ER", (P, "S4"), put(P, "S4", 60), put(P, "S4", "100%")),
    Case("C119", "ER", (P, "S4"), put(P, "S4", 0.6), put(P, "S4", None)),
    Case("C119", "ER", (P, "R4"), put(P, "R4", "乌有镇"), put(P, "R4", "无")),
    Case("C119", "ER", (P, "S4"), put(P, "R4", "青谷镇"), all_of(put(P, "R4", "青谷镇"), put(P, "S4", 60))),
    Case("C120", "W", (P, "D12"), put(P, "D12", "2024-340602-123"), put(P, "D12", "2410-340602-04-01-123456")),
    Case("C120", "W", (P, "D12"), put(P, "D12", "2410-340603-04-01-123456"), put(P, "D12", "无")),
    Case("C121", "ER", (M, "B13"), put(M, "B13", "Z01-2024-077"), put(M, "C13", "珑洲充电桩"), e("C107", "H201")),
    Case("C122", "ER", (M, "B9"), second_row(), lambda b: second_row(B=b.value(P, "B13"), C=None)(b), words="B8、B9"),
    Case("C122", "ER", (M, "B8"), as_row_above, put(M, "B9", "Z01-2024-010"), C109, e("C107", "C121", "C123", "H201", "H203", "H205"), words="删去重复的行"),
    Case("C123", "ER", (M, "C5"), crossed, renamed("曜洲年产3万台专用设备生产线", "曜洲年产3万台(套)专用设备生产线项目(二期)"),
         e("C107", "C108", "C110", "H201", "H202", "H203"), words="Z01-2023-"),
    Case("C123", "ER", (M, "C5"), put(M, "C5", "朔域数控机床铸件产业化项目"), put(M, "C5", "曜洲专用设备项目")),
    Case("C124", "ER", (M, "I6"), put(M, "I6", 3109), put(M, "I6", 488), C109, C109),
    Case("C124", "W", (M, "I6"), put(M, "I6", 490), all_of(policies(usd_rate=6.9), put(M, "I6", 490)), C109, C109),
    Case("C125", "W", (P, "L5"), less_investment(5, 500_001), less_investment(5, 500_000)),
    Case("C125", "ER", (P, "L5"), all_of(less_investment(5, 5_000_001), put(P, "T5", "见附件")),
         all_of(less_investment(5, 500_000), put(P, "T5", "总投资按可研批复"))),
    Case("C126", "W", (P, "B16"), put(P, "B16", "Z01-2024-013"), put(P, "M16", "2025年2月1日")),
    Case("C127", "ER", (M, "E13"), put(M, "F13", 216.5), put(M, "F13", 216.6), e("C107", "C109", "C110", "H202"), e("C107", "C109", "C110", "H202")),
    Case("C128", "W", ("企业走访", "A6"), twice("企业走访", 5), twice("企业走访", 5, C="胡轩")),
    Case("C128", "W", ("招商活动", "A9"), twice("招商活动", 8), twice("招商活动", 8, H="另一批企业"), C109, C109),
    Case("C128", "W", (M, "K6"), same_voucher("PZ2025029510"), same_voucher("PZ2025029511")),
    Case("C129", "ER", ("封面", "B10"), nothing_in_it("否"), nothing_in_it("是")),
    Case("C129", "ER", ("封面", "B10"), cover_alone("否"), cover_alone("是"), e("F003")),
    Case("C129", "W", ("封面", "B10"), put("封面", "B10", "是"), all_of(put("封面", "B10", None))),
    Case("C130", "W", (V, "A10"), put(V, "A10", None), put(V, "A10", "本页小计：")),
    Case("C130", "W", (V, "A10"), put(V, "A10", "汇总"), put(P, "C16", "招商数据汇总合计项目")),
    Case("C130", "W", (M, "A16"), put(M, "A16", "Total"), put(P, "C16", "目标任务")),
    Case("C130", "W", (V, "A11"), lambda b: b.insert(V, 11, ["上年同期", None, None, None, 5, 60, 3, None]),
         lambda b: b.insert(V, 9, [date(2025, 2, 3), "外出招商", "同比科技园", None, 0, 0, 0, None])),
    Case("C130", "ER", (V, "A10"), all_of(put(V, "A10", None), put(V, "F10", 67)), lambda b: b.insert(V, 11, [None] * 4 + [0, 0, 0, None]),
         words="未读入"),
    Case("C130", "ER", (V, "A11"), lambda b: b.insert(V, 11, ["其他", None, None, None, 5, 60, 3, None]),
         lambda b: b.insert(V, 11, [date(2025, 2, 3), "外出招商", "其他", None, 0, 0, 0, None])),
    Case("C199", "I", ("情况说明", "A4"), explaining("基本情况"), all_of(put(M, "K5", None), explaining("C114 凭证"))),
    Case("D401", "W", ("企业走访", "B4"), all_of(companies, put("企业走访", "B4", "查无此企有限公司")),
         all_of(companies, put("企业走访", "B4", "濉阳铭朗智能装备有限责任公司"))),
    Case("H201", "ER", (M, "G5"), put(M, "G5", 138000), lambda b: more_money(b, 5, -0.01), e("C109", "C110")),
    Case("H202", "ER", (M, "F5"), put(M, "F5", 6000), put(M, "F5", 10097.5), e("C107", "C109", "C110")),
    Case("H202", "ER", (M, "F8"), reduced(None), reduced("上年多报的部分,本月核减"), e("H201", "C115")),
    Case("H203", "ER", (M, "D5"), put(M, "D5", 132413.16), put(M, "D13", "—"), e("C109", "C110")),
    Case("H204", "ER", (P, "Q4"), put(P, "Q4", "前期"), put(P, "Q12", "前期"), e("C105")),
    Case("H204", "ER", (P, "Q12"), put(P, "Q12", "终止"), all_of(put(P, "Q12", "终止"), put(P, "T12", "终止:投资方撤资"))),
    Case("H204", "ER", (P, "Q12"), all_of(put(P, "Q12", "终止"), put(P, "T12", "已终止")), put(P, "T12", "已终止合作洽谈")),
    Case("H205", "W", (P, None), without_row(13, False), without_row(18, False)),
    Case("H205", "ER", (P, None), without_row(12, True), without_row(17, True), e("C121")),
    Case("H206", "W", (P, "C4"), put(P, "C4", "另一条生产线项目"), lambda b: b.put(P, "C4", str(b.value(P, "C4")).replace("(", "（").replace(")", "） "))),
    Case("H206", "W", (P, "D4"), put(P, "D4", None), put(P, "D12", "2410-340602-04-01-123456")),
    Case("H206", "W", (P, "M4"), put(P, "M4", date(2022, 1, 17)), put(P, "M4", "2022年1月16日")),
    Case("H206", "W", (P, "G4"), put(P, "G4", "深圳另家装备有限公司"), lambda b: b.put(P, "G4", f" {b.value(P, 'G4')} ")),
    Case("H206", "W", (P, "H4"), put(P, "H4", "江苏省南京市"), put(P, "H4", "广东深圳")),
    Case("H206", "W", (P, "I4"), put(P, "I4", "新材料"), put(P, "I4", "装备制造和新能源汽车产业")),
    Case("H206", "W", (P, "J4"), put(P, "J4", "否"), put(P, "J4", "Y")),
    Case("H206", "W", (P, "S4"), all_of(put(P, "R4", "青谷镇"), put(P, "S4", 60)), put(P, "S4", "100")),
    Case("H206", "W", (P, "S4"), lambda b: b.before("Z01-2022-001", own_share=0.6, partner_unit_code="T01"),
         lambda b: (b.before("Z01-2022-001", own_share=0.6, partner_unit_code="T01"), b.put(P, "R4", "青谷镇"), b.put(P, "S4", 60))),
    Case("H206", "W", (P, "R4"), lambda b: (b.before("Z01-2022-001", own_share=0.6, partner_unit_code="T01"), b.put(P, "R4", "柳河镇"), b.put(P, "S4", 60)),
         lambda b: (b.before("Z01-2022-001", own_share=0.6, partner_unit_code="T01"), b.put(P, "R4", "青谷镇人民政府"), b.put(P, "S4", 60))),
    Case("H207", "W", (P, "L4"), less_investment(4, 2536800000), less_investment(4, 25368000), C125, C125),
    Case("H207", "W", (P, "L16"), as_large_as_usual(10_000), as_large_as_usual(1_000), C109 | C125, C109 | C125),
    Case("H208", "W", (M, "E5"), ten_months(0.1), ten_months(0.8)),
    Case("H209", "W", (P, "Q4"), lambda b: last_state(b, {"2024-11": _NOW, "2024-12": _NOW, "2025-01": _NOW}),
         lambda b: last_state(b, {"2024-11": _NOW - 1, "2024-12": _NOW, "2025-01": _NOW})),
    Case("H211", "I", (None, None), resent(True), resent(False), words="项目台账改1格"),
    Case("H212", "W", (M, "E5"), all_of(lambda b: b.setting(H212={"from": 2}), lambda b: more_money(b, 5, 2000)),
         lambda b: more_money(b, 5, 2000)),
    Case("H212", "W", (M, "E5"), target(1.002), target(1.006), words="100.2%"),
    Case("H213", "W", (M, "F13"), put(P, "M12", date(2025, 2, 1)), put(P, "M12", date(2025, 1, 15))),
    Case("H213", "W", (M, "F12"), put(P, "M11", date(2025, 1, 15)), put(P, "M11", date(2024, 12, 31)), e("C105"), e("C105")),
    Case("H214", "W", (P, "L11"), less_investment(11, 1000), less_investment(11, 999.99)),
    Case("P301", "ER", (P, "B4"), approval_of_another, superseded, words="深圳曜洲智能装备集团有限公司"),
    Case("P301", "ER", (P, "B4"), lambda b: b.put(P, "F4", b.value(P, "F4"), "T01").put(P, "C4", b.value(P, "C4"), "T01"),
         lambda b: b.put(P, "F4", b.value(P, "F4"), "T01")),
    Case("P302", "W", (P, "B4"), same_listing, lambda b: same_listing(b, G="北京无关联控股有限公司", H="北京市", L=9000), C109, C109, words="↔"),
    Case("P303", "W", (P, "B16"), parts(12600), parts(12730), C109, C109),
    Case("P308", "W", (P, "B4"), moved("T01-2024-090"), all_of(moved(None), recorded("Z01-2024-008", "2025-02")), C109, C109, words="沿用原编号"),
    Case("P308", "W", (P, "B4"), moved(None), moved("T01-2024-090", G="另一家有限公司", F=None),
         e("C106", "C109"), C109, words="尚未登记移交"),
    Case("P308", "W", (P, None), moved("T01-2024-090"), without_row(13, False), C109, words="疑似项目移交"),
    Case("P306", "I", (M, None), copied(2), copied(1), e("C107", "C109", "C110", "H201", "H202", "C108"),
         e("C107", "C109", "C110", "H201", "H202", "C108")),
]  # fmt: skip
