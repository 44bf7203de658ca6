"""The marts behind the reports of the smaller areas, as their contract words them, and the datasets behind them all."""

import re

MARTS = {
    "capital_flow.illicit_exposure_daily": """
        day date, category string, hops bigint, direction string, transfers bigint, exposed_addresses bigint,
        exposed_usd decimal(18,2), total_usd decimal(18,2), exposure_pct decimal(9,4), unvalued_transfers bigint,
        label_confidence string""",
    "capital_flow.travel_rule_completeness_daily": """
        day date, venue_id string, threshold_usd decimal(18,2), crypto_transfers bigint, covered_transfers bigint,
        complete_transfers bigint, completeness_pct decimal(9,4), claimed_complete_transfers bigint,
        claimed_completeness_pct decimal(9,4), false_claims bigint, self_hosted_transfers bigint, self_hosted_pct
        decimal(9,4), unknown_hosting_transfers bigint, covered_usd decimal(18,2), unvalued_transfers bigint,
        parameter_confidence string""",
    "capital_flow.unpermitted_asset_trades_daily": """
        day date, venue_id string, asset string, permission string, last_permitted_on date, trade_count bigint, units
        decimal(38,18), value_usd decimal(18,2)""",
    "capital_flow.retail_limit_breaches_monthly": """
        month date, limit_usd decimal(18,2), active_clients bigint, untested_clients bigint, breaching_clients bigint,
        breaches_across_venues bigint, breaching_pct decimal(9,4), excess_usd decimal(18,2), parameter_confidence
        string""",
    "adoption.adoption_index_monthly": """
        month date, kato_code string, days_seen bigint, registered_merchants bigint, active_merchants bigint,
        active_payers bigint, paid_categories bigint, crypto_turnover_kzt decimal(18,2), retail_turnover_kzt
        decimal(18,2), settlements bigint, matched_settlements bigint, acceptance_score decimal(9,4), payers_score
        decimal(9,4), crypto_share_score decimal(9,4), category_breadth_score decimal(9,4), receipt_match_score
        decimal(9,4), components_counted bigint, adoption_index decimal(9,4), adoption_index_low decimal(9,4),
        adoption_index_high decimal(9,4), least_without_merchant decimal(9,4), greatest_without_merchant decimal(9,4),
        parameter_confidence string""",
    "adoption.retention_cohorts_monthly": """
        cohort_month date, month_number bigint, month date, days_seen bigint, cohort_payers bigint, retained_payers
        bigint, retention_pct decimal(9,4), is_cohort_of_first_month boolean""",
    "capital_flow.unregulated_estimates_monthly": """
        month date, scenario string, method string, multiplier decimal(9,2), days_observed bigint,
        observed_purchases_usd decimal(18,2), observed_transfers_out_usd decimal(18,2), purchases_usd decimal(18,2),
        transfers_out_usd decimal(18,2), volume_usd decimal(18,2), annualised_purchases_usd decimal(18,2),
        annualised_transfers_out_usd decimal(18,2), purchases_gauge_pct decimal(18,6), transfers_out_gauge_pct
        decimal(18,6), unvalued_transfers bigint, estimate_confidence string""",
    "capital_flow.regulated_share_monthly": """
        month date, baseline string, volume_days bigint, block_days bigint, are_days_equal boolean, licensed_usd
        decimal(18,2), round_trip_usd decimal(18,2), unregulated_low_usd decimal(18,2), unregulated_mid_usd
        decimal(18,2), unregulated_high_usd decimal(18,2), share_unit string,
        share_at_low_estimate_pct decimal(9,4), share_at_mid_estimate_pct decimal(9,4), share_at_high_estimate_pct
        decimal(9,4), share_without_round_trips_pct decimal(9,4), baseline_unit string, baseline_pct decimal(9,4),
        difference_to_baseline_pct decimal(9,4), estimate_confidence string""",
    "reserve.reserve_holdings_daily": """
        day date, fund string, asset string, acquired_by string, wallets bigint, units decimal(38,18), price_usd
        decimal(18,8), is_price_carried_forward boolean, value_usd decimal(18,2), value_kzt decimal(18,2), coverage
        string, is_complete boolean, known_since_on date""",
    "reserve.reserve_nav_daily": """
        day date, fund string, holdings bigint, unvalued_holdings bigint, is_complete boolean, assets_usd
        decimal(18,2), liabilities_usd decimal(18,2), are_liabilities_known boolean, nav_usd decimal(18,2),
        nav_kzt decimal(18,2), is_price_carried_forward boolean, concentration_hhi decimal(7,6),
        top_1_share_pct decimal(9,4), top_3_share_pct decimal(9,4), custodians bigint, custodian_hhi
        decimal(7,6), custodian_top_1_share_pct decimal(9,4), custodian_top_3_share_pct decimal(9,4),
        seized_share_pct decimal(9,4), mined_share_pct decimal(9,4), purchased_share_pct decimal(9,4),
        peak_nav_usd decimal(18,2), drawdown_pct decimal(9,4), return_pct decimal(18,6), volatility_30_day_pct
        decimal(18,6), volatility_returns bigint, value_at_risk_usd decimal(18,2), value_at_risk_days bigint,
        parameter_confidence string""",
    "reserve.seizure_transfers_daily": """
        day date, fund string, seizures bigint, transferred_seizures bigint, open_seizures bigint, undated_seizures
        bigint, median_days_to_transfer bigint, longest_open_days bigint""",
    "digital_tenge.settlements_daily": """
        day date, scenario string, orders bigint, settled_orders bigint, rejected_orders bigint, pending_orders
        bigint, settled_kzt decimal(18,2), rejected_kzt decimal(18,2), pending_kzt decimal(18,2), success_pct
        decimal(9,4), median_settled_kzt decimal(18,2), median_seconds bigint, p90_seconds bigint, scenario_confidence
        string""",
    "digital_tenge.supply_daily": """
        day date, issued_kzt decimal(18,2), redeemed_kzt decimal(18,2), opening_kzt decimal(18,2), outstanding_kzt
        decimal(18,2), outstanding_by_operations_kzt decimal(18,2), held_kzt decimal(18,2), marked_kzt decimal(18,2),
        paid_kzt decimal(18,2), velocity_pct decimal(9,4)""",
    "digital_tenge.vat_refunds_monthly": """
        month date, channel string, observed_from_on date, observed_to_on date, applications bigint,
        credited_applications bigint, rejected_applications bigint, open_applications bigint, credited_kzt
        decimal(18,2), open_kzt decimal(18,2), median_calendar_days bigint, p90_calendar_days bigint,
        longest_calendar_days bigint, known_to_calendar_days bigint, median_business_days bigint,
        p90_business_days bigint, longest_business_days bigint, known_to_business_days bigint, uncounted_applications
        bigint, target_business_days bigint, within_target_pct decimal(9,4), baseline_2026_calendar_days bigint,
        baseline_2024_low_calendar_days bigint, baseline_2024_high_calendar_days bigint,
        pilot_2024_low_calendar_days bigint, pilot_2024_high_calendar_days bigint, against_target string,
        against_baseline_2026 string, against_baseline_2024 string, against_pilot_2024 string,
        rests_on_low_confidence_days boolean, parameter_confidence string""",
    "digital_tenge.vat_refund_waits_monthly": """
        month date, channel string, waited_from_days bigint, waited_to_days bigint, credited_applications bigint,
        rejected_applications bigint, open_applications bigint""",
    "digital_tenge.marked_money_daily": """
        day date, mark_code string, contract_number string, marked_kzt decimal(18,2), spent_kzt decimal(18,2),
        passed_on_kzt decimal(18,2), unknown_purpose_kzt decimal(18,2), unmarked_kzt decimal(18,2),
        leak_attempts bigint, leak_attempts_kzt decimal(18,2), leaks bigint, leaked_kzt decimal(18,2),
        marked_to_date_kzt decimal(18,2), spent_to_date_kzt decimal(18,2), passed_on_to_date_kzt decimal(18,2),
        leaked_to_date_kzt decimal(18,2), compliance_pct decimal(9,4), leaked_pct decimal(9,4), deepest_tier
        bigint, mean_tier decimal(9,4), permission_confidence string""",
    "mining.hash_rate_share_daily": """
        day date, asset string, estimated_by string, licences bigint, distributing_licences bigint,
        declared_hash_rate_ths decimal(18,3), implied_hash_rate_ths decimal(18,3), network_hash_rate_ehs
        decimal(18,6), declared_share_pct decimal(18,6), implied_share_pct decimal(18,6),
        parameter_confidence string""",
    "mining.mining_energy_daily": """
        day date, miner_key string, licences bigint, declared_hash_rate_ths decimal(15,3), metering_points bigint,
        unmetered_points bigint, metered_mwh decimal(18,6), implied_low_mwh decimal(18,6), implied_best_mwh
        decimal(18,6), implied_high_mwh decimal(18,6), metered_to_implied_pct decimal(9,4), metered_against_implied
        string, distributed_btc decimal(18,8), kwh_per_btc decimal(18,2), parameter_confidence string""",
    "mining.illegal_mining_indicator_daily": """
        day date, feeder string, kato_code string, connected_households bigint, supplied_kwh decimal(18,3),
        metered_mining_kwh decimal(18,3), unmetered_points bigint, modelled_household_kwh decimal(18,3), residual_kwh
        decimal(18,3), residual_to_households_pct decimal(18,4), peer_z_score decimal(18,4), peer_observations bigint,
        own_z_score decimal(18,4), history_days bigint, indicator_z_score decimal(18,4), threshold_z_score
        decimal(9,4), is_above_threshold boolean, parameter_confidence string""",
    "tax.vat_adjustments_monthly": """
        month date, merchant_key string, adjustment string, turnover_month date, is_vat_payer boolean, vat_rate_pct
        decimal(5,2), oked_code string, line_count bigint, gross_kzt decimal(18,2), vat_kzt decimal(18,2),
        vat_stated_kzt decimal(18,2), vat_difference_kzt decimal(18,2), parameter_confidence string""",
    "tax.vat_gap_quarterly": """
        quarter date, merchant_key string, oked_code string, known_on date, days bigint, days_landed bigint,
        is_turnover_complete boolean, return_due_on date, payment_due_on date, is_return_due boolean, is_payment_due
        boolean, first_filed_on date, return_count bigint, receipts_vat_due_kzt decimal(18,2), invoices_vat_due_kzt
        decimal(18,2), vat_due_kzt decimal(18,2), receipts_vat_declared_kzt decimal(18,2), invoices_vat_declared_kzt
        decimal(18,2), vat_declared_kzt decimal(18,2), vat_offset_kzt decimal(18,2), vat_payable_kzt decimal(18,2),
        vat_paid_kzt decimal(18,2), receipts_gap_kzt decimal(18,2), compliance_gap_kzt decimal(18,2),
        collection_gap_kzt decimal(18,2), total_gap_kzt decimal(18,2), receipts_gap_pct decimal(9,4),
        compliance_gap_pct decimal(9,4), collection_gap_pct decimal(9,4), total_gap_pct decimal(9,4),
        parameter_confidence string""",
    "tax.pit_exposure_yearly": """
        year bigint, client_key string, method string, taxable_gains_kzt decimal(18,2), losses_kzt decimal(18,2),
        net_gain_kzt decimal(18,2), excluded_disposals bigint, bracket_kzt decimal(18,2), pit_base_kzt decimal(18,2),
        pit_upper_kzt decimal(18,2), pit_exposure_kzt decimal(18,2), parameter_confidence string""",
    "tax.gain_exclusions_yearly": """
        year bigint, client_key string, asset string, method string, exclusion_reason string, outflows bigint, units
        decimal(38,18), unvalued_outflows bigint, value_kzt decimal(18,2)""",
    "tax.mining_fees_quarterly": """
        quarter date, miner_key string, known_on date, days bigint, days_landed bigint, is_quarter_complete boolean,
        due_on date, is_due boolean, metered_kwh decimal(18,3), unmetered_point_days bigint, unrated_kwh
        decimal(18,3), fee_due_kzt decimal(18,2), fee_paid_kzt decimal(18,2), fee_gap_kzt decimal(18,2), fee_gap_pct
        decimal(9,4), parameter_confidence string""",
    "sandbox_and_talent.sandbox_participants_monthly": """
        month date, as_of_on date, participants bigint, applied_participants bigint, admitted_participants bigint,
        live_participants bigint, graduated_participants bigint, exited_participants bigint, applications_admitted
        bigint, applications_open bigint, median_days_to_admission bigint, p90_days_to_admission bigint,
        longest_days_to_admission bigint, transactions bigint, incidents bigint, incidents_per_1000_transactions
        decimal(18,4)""",
    "sandbox_and_talent.resident_firms_monthly": """
        month date, kato_code string, oked_code string, as_of_on date, is_it_activity boolean, firms bigint,
        firms_joined bigint, firms_left bigint, net_inflow_firms bigint, headcount bigint, specialists bigint,
        specialists_pct decimal(9,4), net_inflow_people bigint, place_it_share_pct decimal(9,4), average_wage_kzt
        decimal(18,2), is_wage_suppressed boolean, parameter_confidence string""",
    "reconciliation.sources_and_uses_daily": """
        day date, account string, side string, line string, is_residual boolean, items bigint, unvalued_items bigint,
        amount_kzt decimal(18,2)""",
}

Row = tuple[object, ...]


def filled(mart: str, **values: object) -> Row:
    """A row of a mart; what is not given is missing."""
    columns = [pair.split()[0] for pair in re.split(r",(?![\d])", MARTS[mart])]
    assert values.keys() <= set(columns)
    return tuple(values.get(column) for column in columns)


ON_CHAIN = ("onchain.blocks", "onchain.token_transfers", "onchain.transactions")
DATASETS = (
    "cbdc.balances",
    "cbdc.payment_statuses",
    "cbdc.payments",
    "cbdc.token_operations",
    "cbdc.vat_refund_applications",
    "exchanges.client_month_limits",
    "exchanges.client_trades",
    "exchanges.daily_volumes",
    "exchanges.transfers",
    "exchanges.venues",
    "merchants.crypto_settlements",
    "merchants.e_invoices",
    "merchants.receipt_lines",
    "merchants.receipts",
    "merchants.register",
    *ON_CHAIN,
    "reference.address_labels",
    "reference.asset_prices",
    "reference.assets",
    "reference.feeder_energy",
    "reference.fx_rates",
    "reference.mining_energy",
    "reference.mining_licences",
    "reference.network_hashrate",
    "reference.reserve_wallets",
    "reference.residents",
    "reference.sandbox_participants",
    "reference.tax_payments",
    "reference.vat_returns",
)
