"""Asset checks that are one a month: the one place that uses Dagster's partitioned check specs (in preview)."""

import warnings
from collections.abc import Sequence

import dagster as dg


def month_check(
    name: str, asset: str, description: str, months: dg.PartitionsDefinition, *, blocking: bool = False, deps: Sequence[str] = ()
) -> dg.AssetCheckSpec:
    """The spec of a check partitioned like its asset. `deps`: other assets it reads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return dg.AssetCheckSpec(
            name, asset=asset, description=description, blocking=blocking, partitions_def=months, additional_deps=list(deps)
        )
