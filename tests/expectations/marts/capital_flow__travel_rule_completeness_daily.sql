-- good
create table capital_flow.travel_rule_completeness_daily (
  day date, venue_id varchar, threshold_usd decimal(18, 2), crypto_transfers bigint, covered_transfers bigint,
  complete_transfers bigint, completeness_pct decimal(9, 4), claimed_complete_transfers bigint,
  claimed_completeness_pct decimal(9, 4), false_claims bigint, self_hosted_transfers bigint,
  self_hosted_pct decimal(9, 4), unknown_hosting_transfers bigint, covered_usd decimal(18, 2),
  unvalued_transfers bigint, parameter_confidence varchar
);
insert into capital_flow.travel_rule_completeness_daily values
  (date '2026-07-01', 'AX-01', 1000.00, 10, 4, 3, 75.0000, 4, 100.0000, 1, 1, 25.0000, 0, 9000.00, 1, 'M-date'),
  (date '2026-07-01', 'AX-02', 1000.00, 1, 0, 0, null, 0, null, 0, 0, null, 0, 0, 0, 'M-date');

-- broken: a column that nobody promised
alter table capital_flow.travel_rule_completeness_daily add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.travel_rule_completeness_daily set covered_usd = null where venue_id = 'AX-02';

-- broken: a venue's day twice
insert into capital_flow.travel_rule_completeness_daily from capital_flow.travel_rule_completeness_daily where venue_id = 'AX-02';

-- broken: more false claims than claims
update capital_flow.travel_rule_completeness_daily set false_claims = 1 where venue_id = 'AX-02';

-- broken: a share of nothing
update capital_flow.travel_rule_completeness_daily set completeness_pct = 100 where venue_id = 'AX-02';

-- broken: covered transfers below the threshold
update capital_flow.travel_rule_completeness_daily set covered_usd = 3999.99 where venue_id = 'AX-01';

-- broken: a confidence that does not exist
update capital_flow.travel_rule_completeness_daily set parameter_confidence = 'sure' where venue_id = 'AX-02';
