-- Verify schema/private/recent_log_events
begin;
select user_id, address_hmac, event_sha256, received_at from private.recent_log_events where false;
select 1 / (obj_description('private.recent_log_events'::regclass) is not null)::int;
rollback;
