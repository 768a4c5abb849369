-- Revert functions/store/event
begin;
set local role dochub_owner;
drop function private.keep_in_inbox(text, uuid, public.subscription_events, jsonb, timestamptz);
drop function private.event_answer(text, uuid, text, timestamptz);
drop function private.event_argument(jsonb);
drop function private.store_event_type(text, text, text);
drop function private.event_kind(public.subscription_events);
drop function private.event_refs(public.subscription_events);
drop function private.event_owner(public.subscription_events, text);
commit;
