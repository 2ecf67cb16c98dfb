-- Who is who. A source person is a person as one system knows them; links group source persons into
-- identities. Nothing is moved when a link changes: pages read person_id = any(ids).

create schema if not exists people;
grant usage on schema people to concordat_care;

-- One row for each (source, authority, source_id). `said` is what else is said of the source person, as JSON
-- (person.ts, SourcePerson). `beside` is a text of whoever saves them, which nothing here reads: what they need besides
-- to say it all again.
create table people.person (
  person_id uuid not null,
  learnt_at timestamptz not null,
  changed_at timestamptz not null,
  source text not null,
  authority text not null,
  source_id text not null,
  nhs_number text,
  said json not null,
  beside text,
  primary key (person_id)
);
-- distribute: people.person by person_id
-- In a live place there must be none: who has a made-up number is counted on Today of whoever watches over it. By when
-- they came, which costs a made-up place the least.
create index person_made_up on people.person (learnt_at) where left(nhs_number, 1) = '9';

-- What they were said to be before that changed, so that anything can be shown as it was known.
create table people.person_history (
  person_id uuid not null,
  changed_at timestamptz not null,
  until timestamptz not null,
  source text not null,
  authority text not null,
  source_id text not null,
  nhs_number text,
  said json not null,
  primary key (person_id, changed_at)
);
-- distribute: people.person_history by person_id

-- Which identity a source person belongs to, by what, and everyone in it: one point read turns any
-- person_id into the ids that a page reads. Every row of an identity is rewritten when it changes.
create table people.link (
  person_id uuid not null,
  identity_id uuid not null,
  basis text not null check (basis in ('alone', 'nhs-number', 'said', 'merge', 'identifier',
    'name-birth-postcode', 'matched')),
  members uuid[] not null,
  linked_at timestamptz not null,
  primary key (person_id)
);
-- distribute: people.link by person_id

-- What a link was before it changed, so that what a page showed last month can be explained.
create table people.link_history (
  person_id uuid not null,
  linked_at timestamptz not null,
  identity_id uuid not null,
  basis text not null,
  members uuid[] not null,
  until timestamptz not null,
  primary key (person_id, linked_at, identity_id)
);
-- distribute: people.link_history by person_id

-- What a person is matched by: NHS number, source identifiers, name with birth date and postcode, each
-- hashed to a fixed size (keys.ts). The value comes first: it is what is looked up and distributed.
create table people.known_by (
  key uuid not null,
  person_id uuid not null,
  source text not null,
  primary key (key, person_id)
);
-- distribute: people.known_by by key

-- The words that somebody is searched for by (found-by.ts): names, numbers, birth date and, unless they are restricted,
-- where they live. A search asks for some word of each thing that was typed.
create table people.found_by (
  person_id uuid not null,
  words text[] not null,
  primary key (person_id)
);
-- distribute: people.found_by by person_id
create index found_by_words on people.found_by using gin (words) with (gin_pending_list_limit = 512);

-- Every name that anybody ever had here, under itself and under each way of leaving one letter out of it: two names that
-- are a slip apart share a key. It says nothing of who.
create table people.near_name (
  key text not null,
  name text not null,
  primary key (key, name)
);
-- reference: people.near_name

-- Keys that so many records of a source share that in its mouth they identify nobody (identify.ts, COMMON).
create table people.common_key (
  key uuid not null,
  source text not null,
  since timestamptz not null,
  primary key (key, source)
);
-- distribute: people.common_key by key

-- What is said of two source persons besides what sources say of each (pair.ts): a row for each of the two. What people
-- said stands here while it holds; who said it, and when, is in people.decision. `weight` is of those who are likely to be
-- one, or may be, by the version in effect: how much likelier they are one than not, in powers of two.
create table people.pair (
  person_id uuid not null,
  other_id uuid not null,
  says text not null check (says in ('same', 'different', 'traced', 'shares-item', 'likely', 'perhaps')),
  weight double precision,
  since timestamptz not null,
  primary key (person_id, other_id, says)
);
-- distribute: people.pair by person_id

-- What somebody has to look at (doubt.ts), a row for each of the records that it is about: a cache, worked out with who
-- is who. A doubt that is there no more is settled.
create table people.doubt (
  person_id uuid not null,
  doubt_id uuid not null,
  reason text not null,
  persons uuid[] not null,
  weight double precision,
  opened_at timestamptz not null,
  settled_at timestamptz,
  primary key (person_id, doubt_id)
);
-- distribute: people.doubt by person_id
create index doubt_open on people.doubt (opened_at) where settled_at is null;

-- Versions of all by which two records are judged (match-version.ts), each called by the hash of its text. One that both
-- sides have adopted is in effect from when everybody has been judged by it, with the thresholds of the clause.
create table people.match_version (
  version text not null,
  text text not null,
  learnt_at timestamptz not null,
  persons int not null,
  effective_at timestamptz,
  link double precision,
  review double precision,
  primary key (version)
);
-- reference: people.match_version

-- Which side has adopted a version, and who said so.
create table people.match_adopted (
  version text not null,
  side text not null,
  actor text not null,
  adopted_at timestamptz not null,
  primary key (version, side)
);
-- reference: people.match_adopted

-- By what each is brought together with others, by the version in effect: a number for each rule of it, and key.
create table people.match_key (
  person_id uuid not null,
  keys bigint[] not null,
  primary key (person_id)
);
-- distribute: people.match_key by person_id
create index match_key_keys on people.match_key using gin (keys) with (fastupdate = off);

-- What somebody said of two records for their side, and what was taken back: each row a pair, with its first by their
-- order. Where every side that has to look has said the same, it stands in people.pair.
create table people.decision (
  decision_id uuid not null,
  person_id uuid not null,
  other_id uuid not null,
  says text not null check (says in ('same', 'different')),
  side text not null,
  actor text not null,
  organisation text not null,
  reason text not null,
  said_at timestamptz not null,
  undone_at timestamptz,
  undone_by text,
  primary key (person_id, other_id, decision_id),
  check (person_id < other_id)
);
-- distribute: people.decision by person_id
create index decision_of on people.decision (decision_id);
create index decision_by on people.decision (actor) where undone_at is null;

-- How right it was who is who, by groups of people, as it was measured last: against the truth in a made-up place.
-- `days`: of what was in doubt of them and is settled, half within so many.
create table people.quality (
  divided_by text not null,
  group_name text not null,
  persons int not null,
  made int not null,
  wrong int not null,
  wanted int not null,
  missed int not null,
  settled int not null,
  days double precision,
  measured_at timestamptz not null,
  primary key (divided_by, group_name)
);
-- reference: people.quality

-- People of feeds that a clause keeps apart: linked with nobody, found and matched by nothing above. `said` is all that is
-- said of the source person. Whoever may not know of them asks nothing here.
create table people.kept_apart (
  person_id uuid not null,
  source text not null,
  learnt_at timestamptz not null,
  changed_at timestamptz not null,
  said json not null,
  primary key (person_id)
);
-- distribute: people.kept_apart by person_id
create index kept_apart_by_source on people.kept_apart (source, person_id);
grant select, insert, update on people.kept_apart to concordat_care;

-- Samples of pairs of records, drawn so that people say which are one person's (sample.ts): `each` of each group and kind.
create table people.sample (
  sample_id uuid not null,
  each int not null,
  asked_at timestamptz not null,
  drawn_at timestamptz,
  primary key (sample_id)
);
-- reference: people.sample

-- How many pairs there were of each group and kind when a sample was drawn, and people of the group.
create table people.sample_stratum (
  sample_id uuid not null,
  divided_by text not null,
  group_name text not null,
  kind text not null check (kind in ('linked', 'unsure', 'unlikely', 'very-unlikely')),
  pairs int not null,
  persons int not null,
  primary key (sample_id, divided_by, group_name, kind)
);
-- reference: people.sample_stratum

-- Pairs that were drawn, and for which groups: `divided_by` and `group_names` go together. What people say of them stands in
-- people.decision.
create table people.sampled (
  person_id uuid not null,
  other_id uuid not null,
  pair_id uuid not null,
  sample_id uuid not null,
  kind text not null,
  divided_by text[] not null,
  group_names text[] not null,
  place int not null,
  primary key (person_id, pair_id),
  check (person_id < other_id)
);
-- distribute: people.sampled by person_id
create index sampled_in on people.sampled (sample_id, place);
create index sampled_called on people.sampled (pair_id);

grant select, insert, update on people.person, people.person_history, people.link, people.link_history, people.doubt, people.decision,
  people.found_by to concordat_care;
grant select, insert on people.near_name to concordat_care;
grant select, insert, update on people.match_version, people.match_key to concordat_care;
grant select, insert on people.match_adopted to concordat_care;
grant select, insert, delete on people.known_by, people.common_key, people.pair to concordat_care;
grant select, insert, delete on people.quality to concordat_care;
grant select, insert, update on people.sample to concordat_care;
grant select, insert on people.sample_stratum, people.sampled to concordat_care;
