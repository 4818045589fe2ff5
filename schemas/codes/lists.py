"""The fixed code lists of the form: code, canonical Chinese word, other spellings that mean the same without doubt."""

from __future__ import annotations

CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "stage": {
        "signed": ("签约", "已签约", "新签约"),
        "preparing": ("前期", "前期工作", "前期准备", "筹建", "前期手续"),
        "building": ("在建", "建设", "建设中", "在建设", "开工在建"),
        "completed": ("投产", "已投产", "竣工投产", "建成投产"),
        "terminated": ("终止", "已终止", "退出", "解约"),
    },
    "build_kind": {"新建": ("新建",), "续建": ("续建",), "扩建": ("扩建", "改扩建"), "技改": ("技改", "技术改造"),
                   "增资": ("增资", "增资扩产")},
    "employer_kind": {"enterprise": ("企业",), "institution": ("事业", "事业单位")},
    "level": {"国家": ("国家", "国家级"), "省": ("省", "省级"), "市": ("市", "市级"),
              "区": ("区", "区级", "县", "县级")},
    "count_unit": {"个": ("个", "家", "项"), "人": ("人", "名")},
    "issue_status": {"resolved": ("已办结", "办结", "已解决"), "ongoing": ("办理中", "正在办理", "推进中"),
                     "overdue": ("超期", "超期未办结", "逾期")},
    "activity_kind": {"trip": ("外出招商", "外出"), "study_tour": ("考察学习", "外出考察", "考察"),
                      "reception": ("接待客商", "客商接待"), "promotion": ("推介会", "招商推介会"),
                      "fair": ("展会论坛", "展会", "论坛"), "association": ("商会协会", "商会", "协会"),
                      "signing": ("集中签约",), "online": ("云招商", "线上招商"), "training": ("培训", "培训班")},
    "yes_no": {"yes": ("是", "√", "Y", "y", "有"), "no": ("否", "×", "N", "n", "无")},
}  # fmt: skip

STAGE_ORDER = {"signed": 1, "preparing": 2, "building": 3, "completed": 4}
STARTED_STAGES = ("building", "completed")
SIZE_BANDS: tuple[tuple[str, str, int], ...] = (
    ("100m", "1亿元以上", 100_000_000),
    ("50m", "5000万元—1亿元", 50_000_000),
    ("10m", "1000万元—5000万元", 10_000_000),
    ("below", "1000万元以下", 0),
)  # half-open [lo, hi), largest first


def word(choices: str, code: str) -> str:
    """The canonical Chinese word of a code."""
    return CHOICES[choices][code][0]


def size_band(total_investment_yuan: int) -> str:
    """The band a total investment falls into; whole yuan, lower bound inclusive."""
    return next(code for code, _, low in SIZE_BANDS if total_investment_yuan >= low or low == 0)
