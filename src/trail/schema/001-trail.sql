-- What was done and who looked (entry, look), and the tree that makes it impossible to change quietly
-- (leaf, tile, checkpoint). `concordat_care` may add to the first and never change it; `concordat_log`,
-- the sequencer alone, may add to the second. Nobody but the owner may update or delete.

create schema trail;
grant usage on schema trail to concordat_care, concordat_log;

-- `text` is canonical JSON, `data` is SHA-256(salt || text): the only thing that is published.
-- `xid` is set by the database alone (see the column grants): the sequencer finds entries by it.
-- `result` is what the command answered, for a caller who asks again with the same key.
create table trail.entry (
  id uuid primary key,
  at timestamptz not null,
  kind text not null check (kind in ('command', 'look', 'system')),
  text text not null,
  salt bytea not null check (length(salt) >= 16),
  data bytea not null check (length(data) = 32),
  result text,
  xid xid8 not null default pg_current_xact_id()
);
create index entry_by_transaction on trail.entry (xid, id);

create table trail.command_key (
  key text primary key,
  input bytea not null check (length(input) = 32),
  entry_id uuid not null
);

-- One row for each source person of the identity looked at. `number` runs without a gap for each
-- person; `previous` is the data of the look before; both stand in the entry's text too.
create table trail.look (
  person_id uuid not null,
  number bigint not null check (number > 0),
  entry_id uuid not null,
  at timestamptz not null,
  data bytea not null check (length(data) = 32),
  previous bytea check (length(previous) = 32),
  showing uuid not null,
  actor_id text not null,
  withheld_until timestamptz,
  primary key (person_id, number)
);
-- distribute: trail.look by person_id

-- The same shown again within the hour, to the same actor for the same purpose.
create table trail.look_again (
  person_id uuid not null,
  number bigint not null,
  id uuid not null,
  at timestamptz not null,
  primary key (person_id, number, id)
);
-- distribute: trail.look_again by person_id

create table trail.leaf (
  index bigint primary key check (index >= 0),
  entry_id uuid not null unique,
  data bytea not null check (length(data) = 32)
);

-- Full tiles only: 256 hashes and the hash over them. What is not full is read from the leaves and
-- from the roots of the tiles below, so that no row here is ever changed.
create table trail.tile (
  level smallint not null check (level between 0 and 7),
  n bigint not null check (n >= 0),
  root bytea not null check (length(root) = 32),
  hashes bytea not null check (length(hashes) = 8192),
  primary key (level, n)
);
alter table trail.tile alter column hashes set storage external;

-- `leaves` are the data of the entries since the checkpoint before: with the signed root they prove which
-- entry was changed, should one be. `seen` is the snapshot in which the sequencer looked: what it did not
-- show then and shows now is new. It means something only on the `cluster` where it was taken.
create table trail.checkpoint (
  size bigint primary key check (size >= 0),
  at timestamptz not null,
  note text not null,
  leaves bytea not null check (length(leaves) % 32 = 0),
  cluster text not null,
  seen pg_snapshot not null
);
alter table trail.checkpoint alter column leaves set storage external;

-- What each witness last confirmed, and what it last objected to.
create table trail.witness (
  name text primary key,
  vkey text not null,
  size bigint not null default 0,
  line text,
  at timestamptz,
  objection text
);

grant select on all tables in schema trail to concordat_care, concordat_log;
grant insert (id, at, kind, text, salt, data, result) on trail.entry to concordat_care;
grant insert on trail.command_key, trail.look, trail.look_again to concordat_care;
grant insert on trail.leaf, trail.tile, trail.checkpoint to concordat_log;
grant insert, update on trail.witness to concordat_log;
