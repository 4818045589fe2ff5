"""A rulebook with an error does not load: the message names the path in the file, what was found, what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.office.rulebook import RulebookProblem, load_rulebook
from tests.assessment.world import ORACLES

GOOD = (ORACLES / "oracle1.yaml").read_text(encoding="utf-8")

BROKEN = {
    "weights": (GOOD.replace("cap: 1.2, weight: {zone: 25, town: 25, subdistrict: 20}", "cap: 1.2, weight: {zone: 25, town: 24, subdistrict: 20}"), "“town”各项权重之和为 99，应为 100"),
    "method": (GOOD.replace("method: ratio, metric: trips", "method: rate, metric: trips"), "items[trips]"),
    "metric": (GOOD.replace("metric: funds_services", "metric: funds_servces"), "items[2].metric：“funds_servces” —— 指标目录中已有的指标编码"),
    "number": (GOOD.replace("cap: 1.2, weight: {zone: 15, town: 10}", "cap: 一点二, weight: {zone: 15, town: 10}"), "items[industrial].cap：“一点二” —— 应为数字"),
    "month": (GOOD.replace("from: 2025-01", "from: 2025年1月"), "months.from"),
    "unknown": (GOOD.replace("missing_indicator", "x").replace("rounding:", "roundings:"), "roundings"),
    "split": (GOOD.replace("lead: 0.6, partner: 0.4", "lead: 0.6, partner: 0.5"), "lead 与 partner 之和应为 1"),
    "doubled": (GOOD.replace("code: industrial", "code: funds"), "编码重复：funds"),
    "yaml": (GOOD.replace("items:\n", "items: [\n"), "无法解析为 YAML"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rulebook_says_where_and_what(name: str, tmp_path: Path) -> None:
    text, said = BROKEN[name]
    path = tmp_path / "rulebooks" / "2025.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulebookProblem) as caught:
        load_rulebook(path)
    assert "2025.yaml" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize("number", range(1, 8))
def test_every_oracle_loads(number: int) -> None:
    assert load_rulebook(ORACLES / f"oracle{number}.yaml").items
