-- Looks that should be asked about. Who staff are is known by what an employer gives under a clause, and kept as keyed
-- hashes alone: whoever has these tables and not the key reads nobody's name, birth date, address or number in them.

-- Made here once; it goes with the place in its backups, and no login but the owner's reads it.
create table record.staff_key (
  inner_key bytea not null,
  outer_key bytea not null,
  primary key (inner_key)
);
-- reference: record.staff_key
insert into record.staff_key (inner_key, outer_key)
select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
  sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- The words of a transaction (`concordat.staff_words`, one a line) under the key, as RFC 2104 has it. A view reads the key
-- with its owner's rights: nothing that runs by itself is needed, and nothing is written down to be hashed.
create view record.staff_word as
select w.word, encode(sha256(k.outer_key || sha256(k.inner_key || convert_to(w.word, 'UTF8'))), 'hex') as hash
from string_to_table(current_setting('concordat.staff_words', true), E'\n') w (word)
cross join record.staff_key k;
grant select on record.staff_word to concordat_care;

-- One row for each member of staff of a party: what they sign in with, and what tells them and where they live apart
-- from others (staff-words.ts). What an employer does not give is null.
create table record.staff (
  party text not null,
  account bytea not null,
  number bytea,
  name_birth bytea,
  home bytea,
  family_near bytea,
  team bytea,
  primary key (party, account)
);
-- reference: record.staff
create index staff_by_account on record.staff (account);
create index staff_by_number on record.staff (number);
create index staff_by_name_birth on record.staff (name_birth);

-- When each party last gave its list.
create table record.staff_list (
  party text not null,
  given_at timestamptz not null,
  people integer not null,
  primary key (party)
);
-- reference: record.staff_list

-- How far the looks of the log have been judged: at once (`new`), and when what came after them is known too (`later`).
-- The number is that of the next entry;
-- a step that has no row has judged nothing.
create table record.looks_judged (
  step text not null check (step in ('new', 'later')),
  next bigint not null,
  primary key (step)
);
-- reference: record.looks_judged

-- At how many people's records somebody looked one by one, by London's day: what is usual for them.
create table record.looked_day (
  actor text not null,
  day date not null,
  looks integer not null,
  primary key (actor, day)
);
-- reference: record.looked_day

-- A look that should be asked about, and by which rule. A cache with one writer (judge-looks.ts), made from the log; what
-- became of it is an act (record.act, alert-close). `says`: what the rule found, by name, in words of no person.
create table record.alert (
  id uuid not null,
  rule text not null,
  look uuid not null,
  at timestamptz not null,
  found_at timestamptz not null,
  actor text not null,
  actor_name text not null,
  role text not null,
  organisation text not null,
  side text not null,
  purpose text not null,
  what text not null,
  outcome text not null,
  persons uuid[] not null,
  says jsonb not null,
  primary key (id)
);
-- reference: record.alert
create index alert_by_time on record.alert (at desc, id);

grant select, insert, update, delete on record.staff, record.staff_list, record.looks_judged, record.looked_day
  to concordat_care;
grant select, insert on record.alert to concordat_care;
