-- What arrived, item by item, and what was made of it. The inbox keeps items, not files: an item's row
-- and the verdict on it are committed together, and only then is it acknowledged.

create schema intake;
grant usage on schema intake to concordat_care;

-- The same thing twice is the same thing once: (source, hash). `bytes` is absent where the item was too
-- large to keep. `reason` and `reason_place` are shown without a viewer and never quote the item.
-- `context` is what else of its file a quarantined item needs to be read again.
create table intake.item (
  source text not null,
  hash bytea not null check (length(hash) = 32),
  id bigint generated always as identity unique,
  kind text not null
    check (kind in ('fhir-bundle', 'fhir-resource', 'fhir-ndjson', 'hl7v2', 'cld-csv')),
  place text not null,
  size bigint not null,
  bytes bytea,
  received_at timestamptz not null,
  load_id uuid not null,
  person_id uuid,
  verdict text not null check (verdict in ('parsed', 'quarantined')),
  reason text,
  reason_place text,
  context jsonb,
  warnings text[] not null default '{}',
  replayed_at timestamptz,
  primary key (source, hash),
  check ((verdict = 'quarantined') = (reason is not null))
);
create index item_quarantined on intake.item (id) where verdict = 'quarantined';
create index item_of_person on intake.item (person_id) where person_id is not null;

-- Everything that was said so far of one person or event of a source, field by field, each with the
-- stamp of the message that said it last (latest.ts): what makes the order of arrival not matter.
create table intake.known (
  person_id uuid not null,
  about text not null check (about in ('person', 'visit', 'council-event')),
  key text not null,
  source text not null,
  fields jsonb not null,
  primary key (person_id, about, key)
);
-- distribute: intake.known by person_id

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

-- When something new last came from each source.
create table intake.feed_state (
  source text primary key,
  last_arrived_at timestamptz not null,
  items bigint not null
);

grant select, insert on intake.item to concordat_care;
grant update (verdict, reason, reason_place, person_id, warnings, context, replayed_at)
  on intake.item to concordat_care;
grant select, insert, update on intake.known, intake.load, intake.feed_state to concordat_care;
