-- Deploy functions/cohorts/institution: stamped from functions/cohorts/institution.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.institution(p_code text, p_email text, p_at timestamptz)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code text := private.normalise_code(p_code);
begin
  if p_code is not null then
    return (
      select c.slug
        from private.cohort_join_codes as j
        join public.cohorts as c on c.slug = j.slug
       where j.code_sha256 = encode(sha256(convert_to(v_code, 'UTF8')), 'hex')
         and c.kind = 'institution' and c.starts_at <= p_at and p_at < c.ends_at);
  end if;
  return (
    select c.slug
      from public.cohorts as c
     where c.domain = substring(p_email from '[^@]*$')
       and c.kind = 'institution' and c.starts_at <= p_at and p_at < c.ends_at);
end;
$$;
revoke all on function private.institution(text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.institution(text, text, timestamptz) is 'The running institution that a join code opens, or without a code that whose domain is the one of a verified address (lower case; the domain itself, nothing below it); NULL when there is none.';
commit;
