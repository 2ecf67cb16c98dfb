-- What arrived, item by item, and what was made of it. The inbox keeps items, not files: an item's row
-- and the verdict on it are committed together, and only then is it acknowledged.

create schema intake;
grant usage on schema intake to concordat_care;

-- What one command took in, as it came: its items packed together (pack.ts), with place and order of each. `first` is
-- the number of the first; no command takes in more than a thousand. `kind` is one of those that the rooms hand in.
-- `waits`: what it says is not in the record yet; an errand of its source brings it there, the oldest first.
create sequence intake.item_number increment by 1000;
create table intake.pack (
  first bigint primary key default nextval('intake.item_number'),
  source text not null,
  kind text not null,
  load_id uuid not null,
  received_at timestamptz not null,
  bytes bytea storage external not null,
  waits boolean not null
);
create index pack_waits on intake.pack (source, first) where waits;

-- The same thing twice is the same thing once: (source, hash), the first half of its SHA-256. An item is in the last pack whose first number is not
-- greater than its own. Undated: the same bytes later are a newer word. The rest stands only of what was not read, or
-- read in part, or with care: why (`reason`, in quarantine), what was passed over (by name), and warnings. Reasons and
-- places are shown without a viewer and never quote the item. `context` is what else of its file a quarantined item
-- needs to be read again.
create table intake.item (
  id bigint not null,
  hash uuid not null,
  undated boolean not null,
  source text not null,
  place text,
  size bigint,
  reason text,
  reason_place text,
  context json,
  warnings text[],
  passed_over text[],
  replayed_at timestamptz,
  primary key (hash, source)
);
-- What was once in quarantine is asked for by its number; nothing else is.
create index item_quarantined on intake.item (id) where reason is not null or replayed_at is not null;

-- Everything that was said so far of one person or event of a source, field by field, each with the
-- stamp of the message that said it last (latest.ts, Packed): what makes the order of arrival not matter. What a
-- Patient alone says of a person stands in people.person, and only its stamp here (known-patient.ts).
create table intake.known (
  person_id uuid not null,
  about text not null
    check (about in ('person', 'visit', 'unnumbered', 'council-event', 'council-fact', 'resource-event')),
  key text not null,
  source text not null,
  fields json not null,
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

-- When a source had last spoken at a time.
create index load_spoke on intake.load (source, started_at) where taken > 0;

-- A return is a thing: what a source says of one scope (a council's code) and period, first received `at`. The
-- same file again is the same return; another file of the period replaces it. It is whole when all of it has
-- been taken and what it leaves out has been closed; `report` is what is wrong with it, row by row; where that is half of what stood, somebody is asked first, and says
-- whether it was `meant`. `shared`: rows whose reference stands for more than one person. `told`: of a daily file that is not whole, the things that it tells, with the rows' hashes.
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
  report json,
  left_out bigint,
  standing bigint,
  told json,
  shared json,
  meant boolean,
  answered_at timestamptz,
  primary key (source, scope, period_end, period_start, at),
  check ((meant is null) = (answered_at is null))
);

-- How long a council's daily files told a row: from the first that has it to the first whole one after it that has it
-- no more, each named by its day and when it came. A row that stays the same is one span that goes on.
create sequence intake.daily_turn;
create table intake.daily_span (
  source text not null,
  person_id uuid not null,
  thing text not null,
  hash bytea not null,
  since text not null,
  until text,
  row json not null,
  primary key (person_id, source, thing, hash, since)
);
-- distribute: intake.daily_span by person_id
create index daily_span_of_thing on intake.daily_span (source, thing);
create index daily_span_standing on intake.daily_span (source, since) where until is null;
create index daily_span_of_row on intake.daily_span (source, hash);

-- When something readable first and last came from each source, the newest day as at which it spoke, and the server whose
-- resources they are: the first that it named. Ids of another one are not its ids, though they read the same. `told`:
-- of which classes it ever told anything, whether its feed gives them or not.
create table intake.feed_state (
  source text primary key,
  server text,
  began_at timestamptz not null,
  last_arrived_at timestamptz not null,
  as_at date,
  items bigint not null,
  told text[] not null default '{}'
);

-- What of each source arrived in a month, counted with each batch (tally.ts), so that nobody looks through the inbox to
-- say how a feed stands. Of items: came, not read, read, read whole. Of a field: must not be blank, is blank then, is
-- filled, can be used. Of hours: came within so many of when it was so.
create table intake.tally (
  source text not null,
  month date not null,
  what text not null check (what in ('item', 'field', 'hours')),
  name text not null,
  asked bigint not null,
  missing bigint not null,
  filled bigint not null,
  valid bigint not null,
  primary key (source, month, what, name)
) with (fillfactor = 50);

-- A file that was only read to see how it would be taken: nothing of it was kept.
create table intake.rehearsal (
  source text not null,
  at timestamptz not null,
  kind text not null,
  badge text not null check (badge in ('pass', 'warn', 'fail')),
  read bigint not null,
  usable bigint not null,
  because text[] not null,
  primary key (source, at)
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

-- What the national demographics service was asked: about a record here, or about a number that it gave (no record), what
-- came of it, and when it is asked again.
create table intake.national_trace (
  subject text not null,
  about uuid,
  outcome text not null check (outcome in ('found', 'none', 'many', 'invalidated', 'refused', 'later')),
  asked_at timestamptz not null,
  again_at timestamptz not null,
  primary key (subject)
);
create index national_trace_due on intake.national_trace (again_at) where about is null;
create index national_trace_of on intake.national_trace (about) where about is not null;

grant select, insert, update on intake.national_trace to concordat_care;
grant usage on sequence intake.item_number, intake.daily_turn to concordat_care;
grant select, insert on intake.pack, intake.item to concordat_care;
grant update (waits) on intake.pack to concordat_care;
grant update (passed_over, undated, reason, reason_place, warnings, context, replayed_at)
  on intake.item to concordat_care;
grant select, insert, update on intake.daily_span, intake.known, intake.load, intake.submission, intake.feed_state, intake.lateness,
  intake.tally to concordat_care;
grant select, insert on intake.rehearsal to concordat_care;
