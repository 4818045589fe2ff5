"""The first contract: every table as it stood before the database knew its own version (no version table).

Frozen: this text is what older databases hold and is never edited; later revisions say what changed since.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TYPES = {"text": sa.Text, "int": sa.BigInteger, "float": sa.Double, "bool": sa.Boolean, "date": sa.Date, "datetime": sa.DateTime}  # fmt: skip

# name | primary key | index on release_id | columns (`!`: never null)
_TABLES = """
published_release | release_id |  | release_id:text! month:text! revision:int! status:text! published_at:datetime! rulebook_version:text input_digest:text! code_version:text! run_id:text units_expected:int! units_current:int! units_carried:int! units_missing:int! coverage:float supersedes:text
published_metric | release_id unit_code metric_code caliber |  | release_id:text! month:text! unit_code:text! metric_code:text! caliber:text! unit_name:text! unit_group:text metric_label:text! value_unit:text! month_value:float ytd_value:float prior_ytd_value:float yoy:float change_points:float original_target:float annual_target:float completion:float schedule_target:float schedule_progress:float schedule_gap:float rank:int
published_fund_arrival | release_id unit_code caliber |  | release_id:text! month:text! unit_code:text! caliber:text! unit_name:text! unit_group:text out_of_district_month_yuan:int out_of_district_ytd_yuan:int out_of_district_prior_ytd_yuan:int out_of_district_yoy:float out_of_district_target_yuan:int out_of_district_completion:float out_of_district_schedule_progress:float out_of_district_rank:int industrial_month_yuan:int industrial_ytd_yuan:int industrial_prior_ytd_yuan:int industrial_yoy:float industrial_target_yuan:int industrial_completion:float industrial_schedule_progress:float industrial_rank:int out_of_province_100m_month_yuan:int out_of_province_100m_ytd_yuan:int out_of_province_100m_prior_ytd_yuan:int out_of_province_100m_yoy:float out_of_province_100m_target_yuan:int out_of_province_100m_completion:float out_of_province_100m_schedule_progress:float out_of_province_100m_rank:int overseas_month_yuan:int overseas_ytd_yuan:int overseas_prior_ytd_yuan:int overseas_yoy:float overseas_target_yuan:int overseas_completion:float overseas_schedule_progress:float overseas_rank:int
published_project | release_id project_code |  | release_id:text! month:text! project_code:text! unit_code:text! partner_unit_code:text own_share:float! project_name:text approval_code:text company_name:text company_uscc:text investor_name:text investor_origin:text origin_scope:text origin_province:text industry_chain:text is_industrial:bool build_kind:text size_band:text stage:text signed_on:date signing_event:text started_on:date completed_on:date total_investment_yuan:int arrived_before_year_yuan:int arrived_month_yuan:int arrived_ytd_yuan:int arrived_total_yuan:int fixed_asset_ytd_yuan:int arrived_usd_ytd:int verified_ytd_yuan:int counted:bool! note:text
published_industry_chain | release_id unit_code chain_code caliber |  | release_id:text! month:text! unit_code:text! chain_code:text! caliber:text! chain_name:text! projects:float! share_of_projects:float investment_yuan:int! share_of_investment:float started:float! completed:float! arrived_yuan:int!
published_size_band | release_id unit_code size_band caliber |  | release_id:text! month:text! unit_code:text! size_band:text! caliber:text! projects:float! investment_yuan:int! arrived_ytd_yuan:int!
published_stage | release_id unit_code stage caliber |  | release_id:text! month:text! unit_code:text! stage:text! caliber:text! label_zh:text! projects:float! investment_yuan:int!
published_origin | release_id origin_scope province caliber |  | release_id:text! month:text! origin_scope:text! province:text! caliber:text! region_block:text projects:int! arrived_ytd_yuan:int!
published_event | release_id event_name year |  | release_id:text! month:text! event_name:text! year:int! signed_projects:int signed_amount_yuan:int ledger_projects:int! ledger_amount_yuan:int! feasible:bool highlights:text
published_talent | release_id unit_code cohort_year |  | release_id:text! month:text! unit_code:text! cohort_year:text! employers:int! employers_enterprise:int! employers_institution:int! posts_wanted:int! subsidised_people:int! subsidy_yuan:int!
published_recognition | release_id unit_code category level count_unit |  | release_id:text! month:text! unit_code:text! category:text! level:text! count_unit:text! quantity:int!
published_visit | release_id unit_code |  | release_id:text! month:text! unit_code:text! visits:int! companies:int! issues_raised:int! issues_resolved:int! issues_overdue:int! resolution_rate:float
published_activity | release_id unit_code activity_kind |  | release_id:text! month:text! unit_code:text! activity_kind:text! label_zh:text! times:int! people:int! companies_met:int! leads:int!
published_assessment_item | release_id unit_code item_code |  | release_id:text! month:text! unit_code:text! item_code:text! unit_group:text! item_label:text! weight:float! method:text! actual:float target:float ratio:float raw_score:float capped_score:float score:float! explanation:text! explanation_zh:text!
published_assessment | release_id unit_code |  | release_id:text! month:text! unit_code:text! unit_name:text! unit_group:text! base_score:float! bonus:float! deduction:float! total_score:float! rank_in_group:int! rank_change:int gap_to_next:float vetoed:bool!
published_supervision | release_id item_id |  | release_id:text! month:text! item_id:text! kind:text! unit_code:text! project_code:text rule_code:text! threshold:text actual:text first_month:text! months_open:int! colour:text! cleared_month:text cleared_reason:text
published_submission | release_id unit_code |  | release_id:text! month:text! unit_code:text! status:text! figures:text! received_at:datetime on_time:bool late_days:int revision:int file_name:text file_sha256:text rows_read:int! rows_loaded:int! rows_rejected:int! errors:int! warnings:int!
published_finding | release_id finding_id |  | release_id:text! month:text! finding_id:text! unit_code:text rule_code:text! level:int! severity:text! returns:bool! file_name:text file_sha256:text sheet:text cell:text field:text project_code:text raw_value:text expected:text message:text! explanation:text material:bool status:text!
published_source_cell | release_id source_id |  | release_id:text! month:text! source_id:text! file_sha256:text! file_name:text! sheet:text! cell:text! raw_value:text value_yuan:int unit_code:text! project_code:text field:text!
published_revision_change | release_id table_name row_key column_name |  | release_id:text! month:text! table_name:text! row_key:text! column_name:text! value_before:text value_after:text cause_kind:text! cause:text!
books_project | release_id project_code |  | release_id:text! month:text! project_code:text! unit_code:text! as_of_month:text! file_sha256:text! file_name:text! sheet:text! row:int! fund_sheet:text fund_row:int project_name:text approval_code:text company_name:text company_uscc:text investor_name:text investor_origin:text origin_scope:text origin_province:text chain_code:text is_industrial:bool build_kind:text total_investment_yuan:int signed_on:date signing_event:text started_on:date completed_on:date stage:text partner_unit_code:text own_share:float note:text arrived_before_year_yuan:int arrived_month_yuan:int arrived_ytd_yuan:int arrived_total_yuan:int fixed_asset_ytd_yuan:int arrived_usd_ytd:int evidence_ref:text fund_note:text
books_talent_demand |  | ix_books_talent_demand_release | release_id:text! month:text! unit_code:text! as_of_month:text! file_sha256:text! file_name:text! sheet:text! row:int! employer:text employer_kind:text post:text posts_wanted:int
books_talent_subsidy |  | ix_books_talent_subsidy_release | release_id:text! month:text! unit_code:text! as_of_month:text! file_sha256:text! file_name:text! sheet:text! row:int! person_key:text employer:text cohort_year:int policy_name:text subsidy_yuan:int paid_on:date
books_recognition |  | ix_books_recognition_release | release_id:text! month:text! unit_code:text! as_of_month:text! file_sha256:text! file_name:text! sheet:text! row:int! name:text category:text level:text count_unit:text quantity:int
books_visit |  | ix_books_visit_release | release_id:text! month:text! unit_code:text! as_of_month:text! file_sha256:text! file_name:text! sheet:text! row:int! visited_on:date company_name:text issue:text issue_status:text resolved_on:date
books_activity |  | ix_books_activity_release | release_id:text! month:text! unit_code:text! as_of_month:text! file_sha256:text! file_name:text! sheet:text! row:int! held_on:date activity_kind:text place:text companies_met:int people:int leads:int
release_pointer | month |  | month:text! release_id:text!
month_reopening |  |  | month:text! at:datetime! reason:text! by:text!
seen_digest | month release_id input_digest |  | month:text! release_id:text! input_digest:text!
figure_member |  | ix_figure_member | release_id:text! month:text! source_id:text unit_code:text set_id:int contribution:float
figure_set |  | ix_figure_set | release_id:text! month:text! set_id:int table_name:text row_key_rest:text column_name:text places:text additive:bool
figure_place |  | ix_figure_place | release_id:text! month:text! unit_code:text place:text level:text
report_data_dictionary | table_name column_name |  | table_name:text! column_name:text! label_zh:text data_type:text unit:text meaning:text
"""


def upgrade() -> None:
    for line in _TABLES.strip().splitlines():
        name, keys, index, columns = (part.strip() for part in line.split("|"))
        op.create_table(
            name, *map(_column, columns.split()), *([sa.PrimaryKeyConstraint(*keys.split())] if keys else [])
        )
        if index:
            op.create_index(index, name, ["release_id"])


def _column(text: str) -> sa.Column[object]:
    name, _, kind = text.partition(":")
    return sa.Column(name, _TYPES[kind.rstrip("!")](), nullable=not kind.endswith("!"))
