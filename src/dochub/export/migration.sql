-- DocHub: «change»
-- Written by `dochub export supabase`; not to be edited.
do $guard$
begin
  if exists (select 1 from sqitch.changes as c where c.change_id = '«change_id»') then
    raise exception '«change» is deployed already, by dochub or Sqitch'
      using hint = 'Tell the CLI: supabase migration repair --status applied MIGRATION_NUMBER';
  end if;
end
$guard$;
