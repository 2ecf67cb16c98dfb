-- What was done and who looked (entry, look), and the tree that makes it impossible to change quietly
-- (leaf, tile, checkpoint). `concordat_care` may add to the first and never change it; `concordat_log`,
-- the sequencer alone, may add to the second; `concordat_audit` reads and does nothing else. Nobody but
-- the owner may update or delete. What stands in columns stands in the entry's text too: the columns are
-- caches, and `trail verify` holds them to the text in both directions. So they carry no checks here.

create schema trail;
grant usage on schema trail to concordat_care, concordat_log, concordat_adopt, concordat_audit;

-- `text` is canonical JSON, `data` is SHA-256(salt || text): the only thing that is published.
-- `xid` is set by the database alone (see the column grants): the sequencer finds entries by it.
-- `result` is what the command answered, for a caller who asks again with the same key.
create table trail.entry (
  id uuid primary key,
  at timestamptz not null,
  kind text not null,
  text text not null,
  salt bytea not null,
  data bytea not null,
  result text,
  xid xid8 not null default pg_current_xact_id()
);
create index entry_by_transaction on trail.entry (xid, id);
-- Who watches over the place asks how often somebody was refused; refused looks are few.
create index entry_refused on trail.entry (at)
  where kind = 'look' and text like '%"outcome":"refused"%';

-- Whoever watches over looks asks for those of a time, or of one member of staff (queries-find.ts, LOOKED_BY).
create index entry_looked on trail.entry (at, id) where kind = 'look';
create index entry_looked_by on trail.entry (split_part(substr(text, 17, 200), '"', 1), at, id)
  where kind = 'look';

-- Erasures are looked up for whoever's looks they name.
create index entry_erasing on trail.entry (at)
  where kind = 'command' and text like '%"command":"trail.erase"%';
-- Closing entries name the key that signs from then on.
create index entry_closing on trail.entry (at)
  where kind = 'system' and text like '%"command":"trail.close"%';

create table trail.command_key (
  key text primary key,
  input bytea not null,
  entry_id uuid not null
);

-- One row for each source person of the identity looked at. `number` runs without a gap for each
-- person; `previous` is the data of the look before; both stand in the entry's text too, or in its list's parts at
-- `place` (from 0); then `data` is the part's.
create table trail.look (
  person_id uuid not null,
  number bigint not null,
  entry_id uuid not null,
  at timestamptz not null,
  data bytea not null,
  previous bytea,
  showing uuid not null,
  actor_id text not null,
  withheld_until timestamptz,
  place integer,
  primary key (person_id, number)
);
-- distribute: trail.look by person_id
create index look_by_time on trail.look (person_id, at desc, number desc);

-- A list that was shown is one entry, whoever stands on it: its text holds the root of a tree over the people,
-- `parts` the people themselves, each with a salt of their own, so that one can be proved, or erased, without the
-- others. `showing` is the same for the same list to the same actor for the same purpose.
create table trail.list (
  entry_id uuid primary key,
  showing uuid not null,
  at timestamptz not null,
  parts bytea not null
);
alter table trail.list alter column parts set storage external;
create index list_shown on trail.list (showing, at);

-- The same shown again within the hour, to the same actor for the same purpose: one row whoever was shown.
-- `look` is the entry of the first time; `places` are those of the list who were shown again, null where all were;
-- `entry_id` says so.
create table trail.look_again (
  look uuid not null,
  id uuid not null,
  at timestamptz not null,
  entry_id uuid not null,
  places integer[],
  primary key (look, id)
);

create table trail.leaf (
  index bigint primary key,
  entry_id uuid not null unique,
  data bytea not null
);

-- Full tiles only: 256 hashes and the hash over them. What is not full is read from the leaves and
-- from the roots of the tiles below, so that no row here is ever changed.
create table trail.tile (
  level smallint not null,
  n bigint not null,
  root bytea not null,
  hashes bytea not null,
  primary key (level, n)
);
alter table trail.tile alter column hashes set storage external;

-- `leaves` are the data of the entries since the checkpoint before: with the signed root they prove which
-- entry was changed, should one be. `seen` is the snapshot in which the sequencer looked: what it did not
-- show then and shows now is new. It means something only on the `cluster` where it was taken.
create table trail.checkpoint (
  size bigint primary key,
  at timestamptz not null,
  note text not null,
  leaves bytea not null,
  cluster text not null,
  seen pg_snapshot not null
);
alter table trail.checkpoint alter column leaves set storage external;

-- How each witness answered the last time. `away`: in words, why it did not. `objection`: in words, what
-- it has signed that contradicts this log; both signed heads are in `evidence`.
create table trail.witness (
  vkey text primary key,
  name text not null,
  size bigint not null default 0,
  at timestamptz,
  away text,
  objection text
);

-- A witness's signature line under the checkpoint of a size. Of those that a quorum has left behind, the
-- sequencer keeps one for each quarter of an hour: they bound the times of the entries between them.
create table trail.cosignature (
  vkey text not null,
  size bigint not null,
  line text not null,
  at timestamptz not null,
  primary key (vkey, size)
);

-- Two signed heads that cannot both be true of one log. Never deleted.
create table trail.evidence (
  id uuid primary key,
  at timestamptz not null,
  vkey text not null,
  what text not null,
  ours text not null,
  theirs text not null
);

grant select on all tables in schema trail
  to concordat_care, concordat_log, concordat_adopt, concordat_audit;
grant insert (id, at, kind, text, salt, data, result) on trail.entry to concordat_care, concordat_adopt;
grant insert on trail.command_key to concordat_care, concordat_adopt;
grant insert on trail.look, trail.list, trail.look_again to concordat_care;
grant insert on trail.leaf, trail.tile, trail.checkpoint, trail.evidence to concordat_log;
grant insert, update on trail.witness to concordat_log;

-- Never holds a row: whoever numbers the log locks it. No other login has a right to it, so that nobody else can hold
-- the log up; and so it is made after the grant on all tables.
create table trail.sequencer (nothing boolean primary key);
grant update on trail.sequencer to concordat_log;

grant insert, update, delete on trail.cosignature to concordat_log;
