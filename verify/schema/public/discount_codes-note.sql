-- Verify schema/public/discount_codes-note: the column, and that its length is checked.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
do $verify$
begin
  if not exists (
    select 1
      from pg_attribute as a
      join pg_constraint as c on c.conrelid = a.attrelid and c.conname = 'discount_codes_terms_check' and c.convalidated and a.attnum = any (c.conkey)
     where a.attrelid = 'public.discount_codes'::regclass and a.attname = 'note' and a.atttypid = 'text'::regtype and not a.attnotnull) then
    raise exception 'public.discount_codes has no column note, or does not check it';
  end if;
end
$verify$;
rollback;
