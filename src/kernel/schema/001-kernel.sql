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

-- Written in the transaction that makes the news true. `xid` lets a reader stop before the oldest
-- transaction that still runs, so that a late committer with a small id is never passed.
create table kernel.news (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  topic text not null,
  key text not null,
  at timestamptz not null default now()
);
create index news_by_commit on kernel.news (xid, id);

grant select, insert on kernel.news to concordat_care, concordat_adopt;
grant select, delete on kernel.news to concordat_log;
grant select on kernel.migration to concordat_care, concordat_log;
