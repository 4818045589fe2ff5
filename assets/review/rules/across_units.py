"""Level 3 before the release: two units that list the same project."""

from __future__ import annotations

from collections.abc import Iterator

from assets.review.scene import Scene, judges
from schemas.finding import Finding


@judges("P301")
def same_project_twice(scene: Scene) -> Iterator[Finding]:
    """The same code, approval code, or credit code and name in two units' ledgers; both are told, R for the later."""
    rows = scene.rows("project")
    rows = rows[rows["unit_code"].notna()]
    keys = {
        "项目编号相同": rows["project_code"],
        "项目代码相同": rows["approval_code"],
        "信用代码和项目名称相同": rows["company_uscc"].where(rows["company_uscc"].isna(), rows["company_uscc"].astype(str) + "|" + rows["project_name"].astype(str)),
    }  # fmt: skip
    said: set[tuple[object, object]] = set()
    for words, key in keys.items():
        keyed = rows.assign(key=key).dropna(subset=["key"])
        shared = keyed.groupby("key")["unit_code"].transform("nunique") > 1
        for _, group in keyed[shared].groupby("key"):
            received = group["file_id"].map(lambda file_id: str(scene.files[int(file_id)].received_at))
            ordered = group.assign(received=received).sort_values(["received", "unit_code"])
            first = ordered.iloc[0]
            for index, row in ordered.iterrows():
                if (index, row["unit_code"]) in said:
                    continue
                said.add((index, row["unit_code"]))
                other = (
                    first
                    if row["unit_code"] != first["unit_code"]
                    else ordered[ordered["unit_code"] != row["unit_code"]].iloc[0]
                )
                yield scene.say(
                    "P301", "", "project", index, "project_code",
                    severity="E" if row["unit_code"] == first["unit_code"] else "ER",
                    other=scene.register.name(other["unit_code"]), twin=other["project_name"], twin_code=other["project_code"],
                    detail=words,
                )  # fmt: skip
