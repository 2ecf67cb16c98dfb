-- What is known about a person: FHIR resources as the sources sent them, every version, and one flat
-- row for each event, which timelines, relationships, measures and clocks read.

create schema if not exists record;
grant usage on schema record to concordat_care;

-- A version is current while superseded_at is null. `id` is derived from source, server, type and the source's
-- own id. `stamp` orders what the source said of it: the greatest is current, whatever came first. `refs` says
-- where its references lead, where that is not what is written in them; `as_at` is the day as of which a return
-- speaks. `contested`: the source gives the same id to somebody else as well. `status` is what the content says, for
-- whoever chooses what to read; the content itself is JSON, kept as the text that it is: whoever wrote it out has
-- checked it, and it is not asked. What is of one size comes first: there
-- is a row of it for nearly everything that arrives, and nothing in it stands empty for the next column to begin. `data_class` is set once, when it is
-- stored (classing.ts); `apart` are the parts of the content (pointers) that are in another class than the whole.
create table record.resource (
  person_id uuid not null,
  id uuid not null,
  digest uuid not null,
  learnt_at timestamptz not null,
  true_at timestamptz,
  superseded_at timestamptz,
  version integer not null,
  as_at date,
  contested boolean not null default false,
  true_precision text,
  type text not null,
  source text not null,
  data_class text not null,
  source_id text not null,
  status text,
  stamp text not null,
  refs jsonb,
  apart json,
  content text not null,
  primary key (person_id, id, version)
);
-- distribute: record.resource by person_id

-- Nobody chooses by what these hold: to count what is common in them is most of what it costs to take stock of the table.
alter table record.resource alter column digest set statistics 0, alter column source_id set statistics 0,
  alter column stamp set statistics 0, alter column refs set statistics 0, alter column content set statistics 0;

-- Organizations, practitioners and the like: no person's, kept the same way.
create table record.shared_resource (
  id uuid not null,
  version integer not null,
  type text not null,
  source text not null,
  source_id text not null,
  content json not null,
  digest uuid not null,
  stamp text not null,
  learnt_at timestamptz not null,
  superseded_at timestamptz,
  primary key (id, version)
);
-- distribute: record.shared_resource by id

-- Whom to ring: organisations and places by what others call them.
create index shared_resource_name on record.shared_resource (lower(content ->> 'name'))
  where superseded_at is null and type in ('HealthcareService', 'Location', 'Organization');

-- One telling: what one source says, in one form, of one thing, about one of its persons. `numbers` are what it
-- calls the thing, `stamps` order its words field by field (a stamp → the fields that have it), `said_at` is when it
-- last spoke of it: when that arrived, where it says so by nothing (`undated`).
-- A return speaks as at a day: `as_at`, in `submission` (its order among the source's returns of `scope`);
-- `gone` is the day of the later return in which it no longer stands.
-- Every telling is kept in versions, none is ever changed: learnt at, superseded at; current while that is null. One
-- that is superseded by nothing was taken back. A moment is kept as the instant at which it begins, with its
-- precision: instant, day, month or year (a day begins at its midnight in UTC, which is the same day in London).
-- `data_class` is set once, when it is stored (classing.ts), by its words and by `marks`, the labels and codes behind
-- them; `apart` are the details that are in another class than the whole.
create table record.event (
  person_id uuid not null,
  event_id uuid not null,
  version integer not null,
  kind text not null check (kind in ('stay', 'attendance', 'request', 'assessment', 'service',
    'review', 'contact', 'procedure', 'immunisation', 'visit', 'residence', 'task')),
  status text not null check (status in ('planned', 'active', 'finished', 'cancelled')),
  form text not null check (form in ('message', 'resource', 'return')),
  start_at timestamptz,
  start_precision text,
  end_at timestamptz,
  end_precision text,
  organisation text,
  organisation_name text,
  unit text,
  label text not null,
  detail jsonb not null,
  data_class text not null,
  apart json,
  marks json,
  numbers text[] not null,
  stamps jsonb,
  said_at timestamptz not null,
  undated boolean not null default false,
  as_at date,
  scope text,
  submission text,
  gone date,
  source text not null,
  digest uuid not null,
  first_learnt_at timestamptz not null,
  learnt_at timestamptz not null,
  superseded_at timestamptz,
  check ((start_at is null) = (start_precision is null) and (end_at is null) = (end_precision is null)),
  primary key (person_id, event_id, version)
);
-- distribute: record.event by person_id

alter table record.event alter column numbers set statistics 0, alter column stamps set statistics 0,
  alter column digest set statistics 0;

-- Who is where now: the ward's list and the council's open cases.
create index event_open on record.event (kind, organisation, unit)
  where status = 'active' and superseded_at is null;
-- Whom a provider of care looks after.
create index event_given_by on record.event ((detail ->> 'providerId'))
  where status = 'active' and kind = 'service' and detail ? 'providerId' and superseded_at is null;
-- What a later return may no longer hold.
create index event_of_return on record.event (source, scope, submission)
  where submission is not null and superseded_at is null;

-- Whatever has an outcome that leads somewhere: who still waits for what comes next.
create index event_led_on on record.event (organisation, (coalesce(end_at, start_at)))
  where kind in ('request', 'assessment', 'review', 'service') and detail ? 'next' and superseded_at is null;

-- Who left hospital this week.
create index event_left on record.event (end_at)
  where kind = 'stay' and status = 'finished' and superseded_at is null;

-- What was superseded since: a list as it was known at a time.
create index event_was on record.event (superseded_at) where superseded_at is not null;

-- One thing that happened to one identity, however many messages or sources tell of it, in typed columns: what
-- lists, clocks, measures and cohorts count. A cache of the pure function `occurrencesOf` over the tellings, with one
-- writer (rebuild-occurrences.ts), and with versions, so that it can be asked as known at a time:
-- learnt_at <= T and (superseded_at is null or superseded_at > T). `event_ids` are the tellings that it is made of, and
-- any of them leads to it; `occurrence_id` is the least of them. `gone`: the return that told of it no longer does.
-- `asked`: what a list asked for before it was there. `said_again`: what was said anew while it went on, each word with
-- when it was said.
create table record.occurrence (
  identity_id uuid not null,
  occurrence_id uuid not null,
  version integer not null,
  kind text not null,
  status text not null,
  start_at timestamptz,
  start_precision text,
  end_at timestamptz,
  end_precision text,
  ready_at timestamptz,
  ready_precision text,
  expected_at timestamptz,
  expected_precision text,
  pathway text,
  delay_reason text,
  said_again json,
  admission text,
  admitted_from text,
  destination text,
  diagnosis text,
  organisation text,
  organisation_name text,
  unit text,
  provider_id text,
  provider text,
  hours numeric,
  unit_cost numeric,
  cost_frequency text,
  next text,
  term text,
  discharge_method text,
  planned_at timestamptz,
  planned_precision text,
  planned_minutes numeric,
  minutes numeric,
  carers numeric,
  visit_outcome text,
  holder text,
  waits_for text,
  asked json,
  stay_number text,
  data_class text not null,
  next_due_at timestamptz,
  next_due_precision text,
  label text not null,
  gone date,
  conflict text[] not null,
  event_ids uuid[] not null,
  sources text[] not null,
  digest bytea not null,
  first_learnt_at timestamptz not null,
  learnt_at timestamptz not null,
  superseded_at timestamptz,
  primary key (identity_id, occurrence_id, version)
);
-- distribute: record.occurrence by identity_id

-- What goes on: lists and figures of today.
create index occurrence_open on record.occurrence (kind, organisation, unit)
  where status = 'active' and superseded_at is null;
-- What happened in a month.
create index occurrence_began on record.occurrence (kind, start_at) where superseded_at is null;

-- To whom a source gives an id of its own: to one person, unless it is wrong about one of them. Then both keep what
-- they have, marked, until the source or people settle it: nothing is moved, and nothing is hidden. On a cluster every
-- shard is asked, a thousand ids at a time.
create index resource_id on record.resource (id);
-- The letters that have come lately.
create index resource_letter on record.resource (learnt_at)
  where type in ('DocumentReference', 'Composition') and superseded_at is null;
create view record.holder as select distinct id, person_id from record.resource;

grant select, insert on record.resource, record.shared_resource to concordat_care;
grant update (superseded_at, stamp, as_at, contested, data_class, apart) on record.resource to concordat_care;
grant update (superseded_at, stamp) on record.shared_resource to concordat_care;
grant select on record.holder to concordat_care;
grant select, insert on record.event, record.occurrence to concordat_care;
grant update (superseded_at, data_class, apart) on record.event to concordat_care;
grant update (superseded_at) on record.occurrence to concordat_care;

-- By which rules what is stored was classed (`digest`), and the person up to whom it has been classed again since they
-- changed; null where that is done. One row. `data_class` has the classes of the text: what is in none, or in a
-- sensitive one, is in no count. `least` is the text's too: so many people must share a word that is counted.
create table record.classing (
  one boolean not null default true check (one),
  digest text not null,
  done_to uuid,
  least integer,
  primary key (one)
);
-- reference: record.classing
create table record.data_class (
  id text not null,
  sensitive boolean not null,
  primary key (id)
);
-- reference: record.data_class
grant select, insert, update on record.classing to concordat_care;
grant select, insert, delete on record.data_class to concordat_care;
