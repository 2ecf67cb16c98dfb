-- What is said of leaving hospital, and what follows from it.

create schema transfer;
grant usage on schema transfer to concordat_care;

-- One thing that somebody said here of a stay: appended, never changed. `stay` is a telling of the stay (record's
-- event), `instead` the fact in whose place it stands, which may be a feed's and then has no row. What is true from a day alone
-- begins at its midnight in UTC. `holders` are parties, or `their-family`; an empty list is nobody. A message is one as
-- well, and so is what proves it: `asking` is the message that began it, `message` what it says.
create table transfer.fact (
  person_id uuid not null,
  id uuid not null,
  stay uuid not null,
  kind text not null check (kind in ('expected', 'review', 'confirm', 'open', 'take', 'hand-over', 'close',
    'take-back', 'send', 'deliver', 'read', 'attempt')),
  at timestamptz not null,
  precision text not null,
  learnt_at timestamptz not null,
  instead uuid,
  met boolean,
  task uuid,
  what text,
  holders text[],
  waits_for text,
  outcome text check (outcome in ('done', 'not-needed')),
  asking uuid,
  message json,
  sender text generated always as (message ->> 'from') stored,
  receiver text generated always as (message ->> 'to') stored,
  actor text not null,
  name text not null,
  role text not null,
  organisation text not null,
  side text not null,
  entry_id uuid not null,
  primary key (person_id, id)
);
-- distribute: transfer.fact by person_id
create index fact_asking on transfer.fact (asking) where asking is not null;
create index fact_sender on transfer.fact (sender, learnt_at) where sender is not null;
create index fact_receiver on transfer.fact (receiver, learnt_at) where receiver is not null;

-- Each stay of an identity as it is known now: with `share`, a cache of the pure functions of stay.ts and clock.ts with
-- one writer (count-stays.ts), from which everything is counted.
create table transfer.stay (
  identity_id uuid not null,
  stay_id uuid not null,
  event_ids uuid[] not null,
  task_ids uuid[] not null,
  organisation text,
  unit text,
  pathway text,
  council text,
  admitted_at timestamptz,
  ready_at timestamptz,
  left_at timestamptz,
  sensitive boolean not null,
  primary key (identity_id, stay_id)
);
-- distribute: transfer.stay by identity_id

-- What of some minutes of waiting belongs to what: `parts` of `whole`, one division for each `split`, each of which
-- makes the minutes whole; `to_at` is null while they go on. Of the minutes themselves `open_parts` of `open_whole` are
-- unresolved. `key` is a party or whoever holds something, a kind of task, a reason of a national list; '' is nobody's.
create table transfer.share (
  identity_id uuid not null,
  stay_id uuid not null,
  split text not null check (split in ('holder', 'task', 'reason')),
  from_at timestamptz not null,
  to_at timestamptz,
  key text not null,
  parts bigint not null,
  whole bigint not null,
  open_parts bigint not null,
  open_whole bigint not null,
  primary key (identity_id, stay_id, split, from_at, key)
);
-- distribute: transfer.share by identity_id
create index share_to on transfer.share (to_at);

-- What came after a stay that is over, of whoever left alive, as it is known now: a cache of the pure function of
-- outcome.ts with the same writer. Days are London's; `died` is '' where nobody says when; a time in a care home is
-- `2026-03-01/2026-04-02`, with nothing behind the stroke while it goes on.
create table transfer.after (
  identity_id uuid not null,
  stay_id uuid not null,
  went text not null check (went in ('home', 'care-home', 'elsewhere')),
  came_back_at timestamptz,
  died text,
  care_home text[] not null,
  primary key (identity_id, stay_id)
);
-- distribute: transfer.after by identity_id

-- How somebody arrived, as who received them says it: `asked` is what the agreement asked then, `found` of it what was
-- so. Appended, never changed; of one party the last stands.
create table transfer.score (
  person_id uuid not null,
  id uuid not null,
  stay uuid not null,
  asked text[] not null,
  found text[] not null,
  clause text not null,
  at timestamptz not null,
  actor text not null,
  name text not null,
  role text not null,
  organisation text not null,
  side text not null,
  entry_id uuid not null,
  primary key (person_id, id)
);
-- distribute: transfer.score by person_id

-- Which stay a page or a message means, by any of what sources tell of it; whose a task is.
create index stay_events on transfer.stay using gin (event_ids);
create index stay_tasks on transfer.stay using gin (task_ids);

grant select, insert on transfer.fact, transfer.score to concordat_care;
grant select, insert, delete on transfer.stay, transfer.share, transfer.after to concordat_care;
