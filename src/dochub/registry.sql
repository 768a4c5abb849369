-- Sqitch's registry, version 1.1: the tables that App::Sqitch 1.3 makes (its Engine/pg.sql, MIT licence), so that
-- Sqitch and dochub read and write the same one. A test compares a dump of each.
create schema if not exists sqitch;
comment on schema sqitch is 'Sqitch database deployment metadata v1.1.';

create table sqitch.releases (
  version real primary key,
  installed_at timestamptz not null default clock_timestamp(),
  installer_name text not null,
  installer_email text not null
);

create table sqitch.projects (
  project text primary key,
  uri text unique,
  created_at timestamptz not null default clock_timestamp(),
  creator_name text not null,
  creator_email text not null
);

create table sqitch.changes (
  change_id text primary key,
  script_hash text,
  change text not null,
  project text not null references sqitch.projects (project) on update cascade,
  note text not null default '',
  committed_at timestamptz not null default clock_timestamp(),
  committer_name text not null,
  committer_email text not null,
  planned_at timestamptz not null,
  planner_name text not null,
  planner_email text not null,
  unique (project, script_hash)
);

create table sqitch.tags (
  tag_id text primary key,
  tag text not null,
  project text not null references sqitch.projects (project) on update cascade,
  change_id text not null references sqitch.changes (change_id) on update cascade,
  note text not null default '',
  committed_at timestamptz not null default clock_timestamp(),
  committer_name text not null,
  committer_email text not null,
  planned_at timestamptz not null,
  planner_name text not null,
  planner_email text not null,
  unique (project, tag)
);

create table sqitch.dependencies (
  change_id text not null references sqitch.changes (change_id) on update cascade on delete cascade,
  type text not null,
  dependency text not null,
  dependency_id text references sqitch.changes (change_id) on update cascade constraint dependencies_check check (
    (type = 'require' and dependency_id is not null) or (type = 'conflict' and dependency_id is null)
  ),
  primary key (change_id, dependency)
);

create table sqitch.events (
  event text not null constraint events_event_check check (event in ('deploy', 'revert', 'fail', 'merge')),
  change_id text not null,
  change text not null,
  project text not null references sqitch.projects (project) on update cascade,
  note text not null default '',
  requires text[] not null default '{}',
  conflicts text[] not null default '{}',
  tags text[] not null default '{}',
  committed_at timestamptz not null default clock_timestamp(),
  committer_name text not null,
  committer_email text not null,
  planned_at timestamptz not null,
  planner_name text not null,
  planner_email text not null,
  primary key (change_id, committed_at)
);
