-- Sqitch's registry, if it is not there: what of the plan is deployed. `dochub` and Sqitch read it.
do $registry$
begin
  if to_regclass('sqitch.changes') is null then
    execute $tables$
«tables»

insert into sqitch.releases values («registry_version», clock_timestamp(), session_user, session_user || '@' || current_database());
$tables$;
  end if;
  if (select max(version) from sqitch.releases) <> «registry_version»::real then
    raise exception 'the Sqitch registry has version %, not «registry_version»', (select max(version) from sqitch.releases)
      using hint = 'Run `sqitch upgrade`.';
  end if;
end
$registry$;

insert into sqitch.projects (project, uri, creator_name, creator_email)
values ('«project»', '«uri»', session_user, session_user || '@' || current_database())
on conflict do nothing;
