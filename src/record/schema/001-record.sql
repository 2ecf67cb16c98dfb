-- What is known about a person: FHIR resources as the sources sent them, every version, and one flat
-- row for each event, which timelines, relationships, measures and clocks read.

create schema if not exists record;
grant usage on schema record to concordat_care;

-- A version is current while superseded_at is null. `id` is derived from (source, type, id at the source).
create table record.resource (
  person_id uuid not null,
  type text not null,
  id uuid not null,
  version integer not null,
  source text not null,
  source_id text not null,
  content jsonb not null,
  digest bytea not null,
  true_at timestamptz,
  learnt_at timestamptz not null,
  superseded_at timestamptz,
  primary key (person_id, type, id, version)
);
-- distribute: record.resource by person_id

-- Organizations, practitioners and the like: no person's, kept the same way.
create table record.shared_resource (
  id uuid not null,
  version integer not null,
  type text not null,
  source text not null,
  source_id text not null,
  content jsonb not null,
  digest bytea not null,
  learnt_at timestamptz not null,
  superseded_at timestamptz,
  primary key (id, version)
);
-- distribute: record.shared_resource by id

create table record.event (
  person_id uuid not null,
  event_id uuid not null,
  kind text not null check (kind in ('stay', 'attendance', 'request', 'assessment', 'service',
    'review', 'contact', 'procedure', 'immunisation')),
  status text not null check (status in ('planned', 'active', 'finished', 'cancelled')),
  start_at timestamptz,
  end_at timestamptz,
  organisation text,
  organisation_name text,
  unit text,
  label text not null,
  detail jsonb not null,
  source text not null,
  digest bytea not null,
  learnt_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (person_id, event_id)
);
-- distribute: record.event by person_id

-- Who is where now: the ward's list and the council's open cases.
create index event_open on record.event (kind, organisation, unit) where status = 'active';

-- Whose a resource or an event is. A source that corrects which patient something belongs to sends the
-- same id with another person: without this the first would keep what is not theirs.
create table record.owner (
  id uuid not null,
  person_id uuid not null,
  primary key (id)
);
-- distribute: record.owner by id

grant select, insert on record.resource, record.shared_resource to concordat_care;
grant update (superseded_at) on record.resource, record.shared_resource to concordat_care;
grant select, insert, update on record.owner to concordat_care;
grant select, insert, update, delete on record.event to concordat_care;
