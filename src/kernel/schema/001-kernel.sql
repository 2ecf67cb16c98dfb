-- The kernel's own tables: which migrations have run, and the outbox of news.

create schema if not exists kernel;
grant usage on schema kernel to concordat_care, concordat_log, concordat_adopt;

create table kernel.migration (
  room text not null,
  name text not null,
  sha256 text not null,
  at timestamptz not null default now(),
  primary key (room, name)
);

-- Written at the end of the transaction that makes the news true. By `xid` a reader knows what it has not seen: whatever
-- was announced by a transaction that was not over when it last asked, however small its number.
create table kernel.news (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  topic text not null,
  key text not null,
  at timestamptz not null default clock_timestamp()
);
create index news_by_commit on kernel.news (xid, id);

-- What must follow from a change, written in the change's own transaction and taken away in that of its effect: one
-- row for each errand and key, however often it is asked for. `version` counts that, so that what was asked while it
-- ran is not lost with it. `due_at` is by the place's clock, absent where it is due at once.
create table kernel.errand (
  name text not null,
  key text not null,
  version bigint not null default 1,
  due_at timestamptz,
  asked_at timestamptz not null,
  tries int not null default 0,
  tried_at timestamptz,
  fault text,
  -- In this order the first letters tell two apart: most have one of a few names.
  primary key (key, name)
);
create index errand_due on kernel.errand (due_at nulls first);

grant select, insert on kernel.news to concordat_adopt;
grant select, insert on kernel.news to concordat_care;
grant select, delete on kernel.news to concordat_log;
grant select, insert, update, delete on kernel.errand to concordat_care;
grant select, insert, update on kernel.errand to concordat_adopt;
grant select on kernel.migration to concordat_care, concordat_log;
