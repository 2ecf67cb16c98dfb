-- What is counted, month by month: what each person counts for now, and what was said of it then.

create schema measure;
grant usage on schema measure to concordat_care;

-- How many people live here, as a file of the place says: of whom rates are made, whoever is known here.
create table measure.population (
  year smallint not null,
  area text not null,
  age_from smallint not null,
  age_to smallint,
  sex text not null,
  ethnic_group text not null,
  people integer not null check (people >= 0),
  primary key (year, area, age_from, sex, ethnic_group)
);
-- reference: measure.population

-- What each person counts for in a month, under their pseudonym: a cache of both calculators with one writer
-- (work-rows.ts). `version` is the hash of the definition. Whose pseudonym is nobody's any more is in no sum.
create table measure.counted (
  person uuid not null,
  measure text not null,
  month text not null,
  version text not null,
  numerator bigint not null,
  denominator bigint not null,
  primary key (person, measure, month)
);
-- distribute: measure.counted by person
create index counted_month on measure.counted (measure, month);

-- Identities of which something new is known since they were counted last.
create table measure.changed (
  identity_id uuid not null,
  primary key (identity_id)
);
-- distribute: measure.changed by identity_id

-- Who counts otherwise in a month than when it was last told: a figure of which few people moved is not told anew.
create table measure.moved (
  person uuid not null,
  measure text not null,
  month text not null,
  primary key (person, measure, month)
);
-- distribute: measure.moved by person

-- Up to which definition each measure has been worked for everybody, and the months of it.
create table measure.worked (
  measure text not null,
  version text not null,
  first_month text not null,
  last_month text not null,
  worked_at timestamptz not null,
  -- whether both calculators gave the same for everybody
  agreed boolean not null,
  primary key (measure)
);
-- reference: measure.worked

-- What was said of a period of a measure, by which definition and from which facts: appended, never changed. `told` is
-- what left, and all that did. The exact sums stay here, for whoever checks it.
create table measure.edition (
  measure text not null,
  period text not null,
  number integer not null,
  version text not null,
  clause text not null,
  agreement text not null,
  numerator bigint not null,
  denominator bigint not null,
  people integer not null,
  told jsonb not null,
  quality smallint,
  worked_at timestamptz not null,
  entry_id uuid not null,
  primary key (measure, period, number)
);
-- reference: measure.edition

-- The same of the parts of a quarter.
create table measure.split_edition (
  measure text not null,
  quarter text not null,
  number integer not null,
  version text not null,
  told jsonb not null,
  worked_at timestamptz not null,
  entry_id uuid not null,
  primary key (measure, quarter, number)
);
-- reference: measure.split_edition

-- Files from which the second calculator works alone, by their hash.
create table measure.extract (
  sealed text not null,
  month text not null,
  persons integer not null,
  occurrences integer not null,
  sealed_at timestamptz not null,
  entry_id uuid not null,
  primary key (sealed)
);
-- reference: measure.extract

-- Where an owner said that the limits of a chart begin anew: it holds when both sides have said the same.
create table measure.rebase (
  measure text not null,
  period text not null,
  side text not null,
  said_by text not null,
  reason text not null,
  said_at timestamptz not null,
  entry_id uuid not null,
  primary key (measure, period, side)
);
-- reference: measure.rebase

-- What a partner's own books say of a period, and why it is another number, once somebody has said so. The last word
-- of a party stands.
create table measure.difference (
  measure text not null,
  period text not null,
  party text not null,
  number integer not null,
  value text not null,
  why text,
  owner text,
  due date,
  said_by text not null,
  said_at timestamptz not null,
  entry_id uuid not null,
  primary key (measure, period, party, number)
);
-- reference: measure.difference

grant select, insert, delete on measure.population to concordat_care;
grant select, insert, update, delete on measure.counted, measure.changed, measure.moved,
  measure.worked to concordat_care;
grant select, insert on measure.edition, measure.split_edition, measure.extract, measure.rebase, measure.difference
  to concordat_care;
