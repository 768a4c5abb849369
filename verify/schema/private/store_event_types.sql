-- Verify schema/private/store_event_types
begin;
select store, native_type, native_subtype, message, native_code, event_type from private.store_event_types where false;
select 1 / (obj_description('private.store_event_types'::regclass) is not null)::int;
rollback;
