-- Verify schema/private/push_tokens
begin;
select user_id, device_id, push_token, updated_at from private.push_tokens where false;
select 1 / (obj_description('private.push_tokens'::regclass) is not null)::int;
rollback;
