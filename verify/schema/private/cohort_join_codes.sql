-- Verify schema/private/cohort_join_codes
begin;
select code_sha256, slug, set_at from private.cohort_join_codes where false;
select 1 / (obj_description('private.cohort_join_codes'::regclass) is not null)::int;
rollback;
