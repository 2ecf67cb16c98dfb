-- What arrived, item by item, and what was made of it. The inbox keeps items, not files: an item's row
-- and the verdict on it are committed together, and only then is it acknowledged.

create schema intake;
grant usage on schema intake to concordat_care;

-- The same thing twice is the same thing once: (source, hash). `bytes` is absent where the item was too
-- large to keep. `reason` and `reason_place` are shown without a viewer and never quote the item.
-- `context` is what else of its file a quarantined item needs to be read again. Read in part: what was passed over
-- is named. `kind` is one of those that the rooms hand in (kind.ts). Undated: the same bytes later are a newer word.
create table intake.item (
  source text not null,
  hash bytea not null check (length(hash) = 32),
  id bigint generated always as identity,
  kind text not null,
  place text not null,
  size bigint not null,
  bytes bytea,
  received_at timestamptz not null,
  load_id uuid not null,
  person_id uuid,
  verdict text not null check (verdict in ('parsed', 'in-part', 'quarantined')),
  passed_over text[] not null default '{}',
  undated boolean not null default false,
  sequence bigint not null default 0,
  reason text,
  reason_place text,
  context jsonb,
  warnings text[] not null default '{}',
  replayed_at timestamptz,
  primary key (source, hash),
  check ((verdict = 'quarantined') = (reason is not null)),
  check ((verdict = 'in-part') = (passed_over <> '{}'))
);
-- What was once in quarantine is asked for by its number; nothing else is.
create index item_quarantined on intake.item (id) where verdict = 'quarantined' or replayed_at is not null;
create index item_in_part on intake.item (source) where verdict = 'in-part';

-- Everything that was said so far of one person or event of a source, field by field, each with the
-- stamp of the message that said it last (latest.ts, Packed): what makes the order of arrival not matter.
create table intake.known (
  person_id uuid not null,
  about text not null
    check (about in ('person', 'visit', 'unnumbered', 'council-event', 'council-fact', 'resource-event')),
  key text not null,
  source text not null,
  fields jsonb not null,
  primary key (person_id, about, key)
);
-- distribute: intake.known by person_id

-- What a later return may leave out.
create index known_of_return on intake.known (source) where about = 'council-fact';

-- One row for each file and run that brought something new.
create table intake.load (
  id uuid primary key,
  source text not null,
  kind text not null,
  file text not null,
  started_at timestamptz not null,
  last_at timestamptz not null,
  taken bigint not null,
  quarantined bigint not null
);

-- A return is a thing: what a source says of one scope (a council's code) and period, first received `at`. The
-- same file again is the same return; another file of the period replaces it. It is whole when all of it has
-- been taken and what it leaves out has been closed; where that is half of what stood, somebody is asked first.
create table intake.submission (
  source text not null,
  scope text not null,
  period_start date not null,
  period_end date not null,
  at timestamptz not null,
  digest bytea not null check (length(digest) = 32),
  load_id uuid not null,
  rows bigint not null,
  whole_at timestamptz,
  left_out bigint,
  standing bigint,
  primary key (source, scope, period_end, period_start, at)
);

-- When something readable last came from each source, the newest day as at which it spoke, and the server whose
-- resources they are: the first that it named. Ids of another one are not its ids, though they read the same.
create table intake.feed_state (
  source text primary key,
  server text,
  last_arrived_at timestamptz not null,
  as_at date,
  items bigint not null
);

-- That a party was asked why its feed is late, once for each lateness, and what it answered.
create table intake.lateness (
  source text not null,
  asked_at timestamptz not null,
  answered_at timestamptz,
  says text,
  expected_on date,
  primary key (source, asked_at),
  check ((says is null) = (answered_at is null))
);

grant select, insert on intake.item to concordat_care;
grant update (verdict, passed_over, undated, reason, reason_place, person_id, warnings, context, replayed_at)
  on intake.item to concordat_care;
grant select, insert, update on intake.known, intake.load, intake.submission, intake.feed_state, intake.lateness
  to concordat_care;
