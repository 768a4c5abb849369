-- Deploy functions/logs/is_plain: stamped from functions/logs/is_plain.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.is_plain(p_text text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return p_text !~* '\m(?:pin|otp|cvv|cvc|pan)\M|pwd|pass|secret|token|authorization|cookie|receipt|credential|bearer|jwt|(?:api|access|private)[^a-z0-9]{0,3}key|card[^a-z0-9]{0,3}number'
     and p_text !~ '[@＠]|%40|u0040|e(?:yJ|yA|wo)|_(?:live|test)_|whsec_|gh[a-z]_|AIza|ya29|AKIA|xox|AO-|MII|[A-Za-z0-9+/_.~-]{40}|[0-9](?:[ ._\u00a0\u2013-]?[0-9]){12}';
end;
$$;
revoke all on function private.is_plain(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_plain(text) is 'Whether private.redact and private.redact_json surely find nothing in a text, or in the text of a JSON value: a quick look, so that most logs cost next to nothing. Whatever they search for has to be here too.';
commit;
