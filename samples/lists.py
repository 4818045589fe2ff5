"""The sample's lists of a year: posts wanted, subsidies, awards, visits, activities; each row with its day.

What a workbook shows of them at a month is samples/sheets.py's business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from samples.codes import identity_number
from samples.names import CHAIN_NAMES, ORIGINS, Names
from samples.people import birthday, person_name
from samples.plan import Plan
from samples.seed_plan import figures_of
from samples.units import Unit


@dataclass(frozen=True, slots=True)
class Post:
    on: date
    employer: str
    kind: str
    chain: str
    post: str
    wanted: int
    education: str


@dataclass(frozen=True, slots=True)
class Subsidy:
    on: date
    person: str
    person_id: str
    employer: str
    cohort: int
    policy: str
    amount: int  # hundredths of 万元


@dataclass(frozen=True, slots=True)
class Award:
    on: date
    name: str
    category: str
    level: str
    count_unit: str
    quantity: int
    host: str
    document: str


@dataclass(frozen=True, slots=True)
class Visit:
    on: date
    company: str
    visitor: str
    issue: str
    issue_kind: str
    resolved: date | None


@dataclass(frozen=True, slots=True)
class Activity:
    on: date
    kind: str
    place: str
    leader: str
    companies: int
    people: int
    leads: int
    note: str


@dataclass
class UnitLists:
    """The lists of one unit and year."""

    posts: list[Post] = field(default_factory=list)
    subsidies: list[Subsidy] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)


_INSTITUTIONS = (
    "梅山区人民医院",
    "梅山区职业技术学校",
    "梅山区疾病预防控制中心",
    "梅山区农业技术推广中心",
    "梅山区妇幼保健计划生育服务中心",
)
_POSTS = ("机械工程师", "电气自动化工程师", "工艺研发工程师", "质量管理主管", "数控技师", "食品检验员", "外贸业务经理", "财务主管",
          "仓储物流主管", "材料研发博士", "设备维护技师", "软件开发工程师", "安全环保专员")  # fmt: skip
_INSTITUTION_POSTS = ("临床医师", "专业课教师", "公共卫生医师", "农艺师", "儿科医师")
_SUBSIDIES = {0: (240, 240, 180, 180, 180, 180, 150, 150, 150, 120, 120, 120, 120, 120, 110)}  # 23.6万元 to 14 people
_SUBSIDIES_OF_OTHERS = (240, 180, 180, 150, 150, 120, 120, 120, 120, 120, 100)
_POLICIES = ("英才计划生活补贴", "促进企业人才建设20条安家补贴")
_AWARDS: tuple[tuple[str, str, str, str, int, str], ...] = (
    ("省级引进高层次人才创新创业平台引才奖补", "引才奖补平台", "省", "个", 1, "T01"),
    ("省级引进高层次人才创新创业平台引才奖补", "引才奖补平台", "省", "个", 1, "Z02"),
    ("省级引进高层次人才引才资助", "引才资助", "省", "人", 1, "Z01"),
    ("省“115”产业创新团队", "省“115”产业创新团队", "省", "个", 1, "Z01"),
    ("皖北产业创新团队", "皖北产业创新团队", "省", "个", 1, "Z02"),
    ("市级第六批“领创工程”", "领创工程", "市", "人", 2, "Z01"),
    ("市级第六批“领创工程”", "领创工程", "市", "人", 1, "T03"),
    ("市级专业技术拔尖人才", "专业技术拔尖人才", "市", "人", 1, "S01"),
    ("市级专业技术拔尖人才", "专业技术拔尖人才", "市", "人", 1, "T02"),
    ("濉阳工匠", "工匠", "市", "人", 1, "T05"),
    ("濉阳工匠", "工匠", "市", "人", 1, "Z03"),
)
_AWARDS_OF_OTHERS = tuple(_AWARDS[i] for i in (0, 3, 5, 7, 9))
_ISSUES: tuple[tuple[str, str], ...] = (
    ("厂区东侧道路未贯通，大型车辆进出不便", "配套"), ("旺季一线操作工缺口较大，希望协助招工", "用工"), ("流动资金紧张，希望对接银行续贷", "融资"),
    ("二期用地指标尚未落实", "用地"), ("生产线扩容后变压器容量不足", "用能"), ("天然气价格较高，希望纳入直供范围", "用能"),
    ("环评审批进度较慢", "审批"), ("施工许可证办理材料反复补正", "审批"), ("惠企政策申报流程不熟悉", "政策"), ("员工子女就近入学困难", "配套"),
    ("厂区雨污管网接驳不畅", "配套"), ("技能人才补贴申领周期长", "政策"), ("厂房租赁合同到期后续租价格上涨", "用地"),
)  # fmt: skip
_KINDS: tuple[tuple[str, int, int], ...] = (
    ("外出招商", 13, 17), ("接待客商", 9, 13), ("考察学习", 1, 2), ("推介会", 1, 2), ("展会论坛", 1, 2), ("商会协会", 1, 2), ("云招商", 1, 2),
    ("培训", 1, 2),
)  # fmt: skip
_NOTES = {
    "外出招商": "拜访重点企业，对接产业链上下游项目",
    "接待客商": "实地察看标准化厂房及配套设施",
    "考察学习": "学习先进地区园区运营和代办服务做法",
    "推介会": "专题推介主导产业和营商环境",
    "展会论坛": "参展并开展一对一洽谈",
    "商会协会": "走访异地商会，发布招商信息",
    "云招商": "视频连线洽谈，线上推介载体资源",
    "培训": "招商业务、统计填报和政策专题培训",
    "集中签约": "参加投资贸易洽谈会集中签约",
}


def lists_of_year(plan: Plan, year: int) -> dict[str, UnitLists]:
    """The lists of every unit of `year`, by unit code."""
    units = plan.units(year)
    rng = Random(f"zhaoyin lists {plan.last_year} {year}")
    names = Names(Random(f"zhaoyin companies {plan.last_year} {year}"))
    lists = {unit.code: UnitLists() for unit in units}
    running = [p for p in plan.projects if p.started and p.started.year <= year and not (p.terminated and p.terminated.year < year)
               and not (p.completed and p.completed.year < year)]  # fmt: skip
    by_unit: dict[str, list[str]] = {unit.code: [] for unit in units}
    for project in running:
        by_unit[plan.reporting(project, year)].append(project.company)
    maker = ListMaker(plan, year, rng, by_unit)
    maker.posts(lists, units)
    maker.subsidies(lists, units)
    maker.awards(lists, units)
    for unit in units:
        companies = by_unit[unit.code][:6] + [names.of_company() for _ in range(5)]
        lists[unit.code].visits = maker.visits(unit, companies)
        lists[unit.code].activities = maker.activities(unit)
    return lists


class ListMaker:
    """Draws the rows of one year."""

    def __init__(self, plan: Plan, year: int, rng: Random, companies: dict[str, list[str]]) -> None:
        self.plan, self.year, self.rng, self.companies = plan, year, rng, companies

    def day(self, unit: str, first: int = 1, last: int = 12) -> date:
        """A working day of the year, not in a month in which the unit reports no change."""
        while True:
            day = date(self.year, self.rng.randrange(first, last + 1), self.rng.randrange(2, 28))
            if day.weekday() < 5 and not self.plan.mess.is_still(unit, day.year, day.month):
                return day

    def posts(self, lists: dict[str, UnitLists], units: list[Unit]) -> None:
        figures, rng = figures_of(self.year, self.plan.last_year), self.rng
        sizes = [2] * figures.employers
        while sum(sizes) < figures.posts:
            sizes[rng.randrange(len(sizes))] += 1
        for i, size in enumerate(sizes):
            unit = units[(i * 5) % len(units)]
            institution = i < len(_INSTITUTIONS)
            employer = _INSTITUTIONS[i] if institution else self.companies[unit.code][i // len(units)]
            chain = "" if institution else CHAIN_NAMES[rng.choice(list(CHAIN_NAMES)[:5])]
            parts = [size] if size < 4 else [size // 2, size - size // 2]
            kinds = _INSTITUTION_POSTS if institution else _POSTS
            named: list[str] = []
            for part in parts:
                day, post = self.day(unit.code, 1, 10), rng.choice(kinds)
                education = rng.choice(("大专及以上", "本科及以上", "硕士研究生及以上"))
                if post in named:  # one post is one row
                    post = kinds[(kinds.index(post) + 1) % len(kinds)]
                named.append(post)
                kind = "事业" if institution else "企业"
                lists[unit.code].posts.append(Post(day, employer, kind, chain, post, part, education))

    def subsidies(self, lists: dict[str, UnitLists], units: list[Unit]) -> None:
        """As many people as rows, but for the last row: a second policy of the first person."""
        amounts = _SUBSIDIES.get(self.plan.last_year - self.year, _SUBSIDIES_OF_OTHERS)
        rng = self.rng
        people: list[tuple[Unit, str, str, str, int]] = []
        for i, amount in enumerate(amounts):
            if i == len(amounts) - 1:
                unit, name, number, employer, cohort = people[0]
            else:
                unit = units[(i * 7 + 1) % len(units)]
                cohort = self.year - 6 if i < 5 else self.year - 2
                name = person_name(rng)
                number = identity_number(rng, "340602", birthday(rng, 26, 40, self.year))
                employer = self.companies[unit.code][i % 2]
                people.append((unit, name, number, employer, cohort))
            paid = self.day(unit.code, 9, 11)
            lists[unit.code].subsidies.append(
                Subsidy(paid, name, number, employer, cohort, _POLICIES[i == len(amounts) - 1 or i % 2], amount)
            )

    def awards(self, lists: dict[str, UnitLists], units: list[Unit]) -> None:
        awards = _AWARDS if self.year == self.plan.last_year else _AWARDS_OF_OTHERS
        codes = {unit.code for unit in units}
        for i, (name, category, level, count_unit, quantity, unit) in enumerate(awards):
            if unit in codes:
                on = self.day(unit, 4, 11)
                document = f"{'皖' if level == '省' else '濉'}人社发〔{self.year}〕{21 + 3 * i}号"
                host = self.companies[unit][i % 3]
                lists[unit].awards.append(Award(on, name, category, level, count_unit, quantity, host, document))

    def visits(self, unit: Unit, companies: list[str]) -> list[Visit]:
        rng, rows = self.rng, []
        visitors = [f"{person_name(rng)}" for _ in range(3)]
        for _ in range(rng.randrange(13, 19)):
            on = self.day(unit.code)
            issue, kind = rng.choice(_ISSUES) if rng.random() < 0.55 else ("无", "")
            resolved = on + timedelta(days=rng.randrange(6, 52)) if kind and rng.random() < 0.86 else None
            if resolved and self.plan.mess.is_still(unit.code, resolved.year, resolved.month):
                resolved += timedelta(days=32)
            rows.append(Visit(on, rng.choice(companies), rng.choice(visitors), issue, kind, resolved))
        return sorted(rows, key=lambda row: (row.on, row.company))

    def activities(self, unit: Unit) -> list[Activity]:
        rng, rows = self.rng, []
        leaders = [person_name(rng) for _ in range(3)]
        for kind, low, high in _KINDS:
            for _ in range(rng.randrange(low, high + 1)):
                rows.append(self._activity(unit, kind, rng.choice(leaders)))
        if any(
            p.event and p.signed.year == self.year and self.plan.reporting(p, self.year) == unit.code
            for p in self.plan.projects
        ):
            rows.append(
                Activity(date(self.year, 9, 19), "集中签约", "濉阳市会展中心", leaders[0], 3, 6, 1, _NOTES["集中签约"])
            )
        return sorted(rows, key=lambda row: (row.on, row.kind, row.place))

    def _activity(self, unit: Unit, kind: str, leader: str) -> Activity:
        rng = self.rng
        on = self.day(unit.code)
        away = kind in ("外出招商", "考察学习", "推介会", "展会论坛", "商会协会")
        place = rng.choice(ORIGINS["out_of_province"][:-1]) if away else unit.name
        people = rng.randrange(24, 70) if kind in ("培训", "推介会") else rng.randrange(3, 9)
        companies = 0 if kind in ("培训", "考察学习") else rng.randrange(1, 7)
        leads = rng.randrange(0, 3) if companies else 0
        return Activity(on, kind, place, leader, companies, people, leads, _NOTES[kind])
