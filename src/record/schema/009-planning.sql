-- Who may be counted, and by what. Whoever opted out has no row here, and every view of a person stands on these two
-- tables: that is the one place where opting out is obeyed.

-- An identity, called by the first of its source persons. `anchor` is the source person that has been known longest,
-- of which the pseudonym, `person`, is made: it survives whoever is joined later. `died_known_at`: since when it has been known that
-- they have died; null: they are not known to have. A cache with one writer (plan-people.ts).
create table record.planned_person (
  identity_id uuid not null,
  anchor uuid not null,
  person uuid,
  birth_year smallint,
  died_known_at timestamptz,
  sex text not null,
  ethnic_group text not null,
  area text,
  primary key (identity_id)
);
-- distribute: record.planned_person by identity_id
create index planned_person_pseudonym on record.planned_person (person);

create table record.planned_member (
  person_id uuid not null,
  identity_id uuid not null,
  primary key (person_id)
);
-- distribute: record.planned_member by person_id

-- NHS numbers whose holders the national service says have opted out: since when, and until when where they have not
-- any more. `opt_out_answer` is when the service last answered, and of how many.
create table record.opt_out (
  nhs_number text not null,
  since timestamptz not null,
  until timestamptz,
  primary key (nhs_number, since)
);
-- distribute: record.opt_out by nhs_number
create table record.opt_out_answer (
  answered_at timestamptz not null,
  asked integer not null,
  opted_out integer not null,
  primary key (answered_at)
);
-- reference: record.opt_out_answer

-- What was said here of being counted, by the person or by somebody for them: the newest word of a source person stands,
-- and none is ever changed. Each source person who belonged to the identity when it was said has it, wherever links put
-- them later. Of no word is another one's clock asked: they are numbered.
create table record.objection (
  person_id uuid not null,
  number integer not null,
  objects boolean not null,
  said_at timestamptz not null,
  said_by text not null,
  entry_id uuid not null,
  primary key (person_id, number)
);
-- distribute: record.objection by person_id

-- When it was tested whether anybody who opted out is counted, and how many were. From a leak until somebody has answered
-- for it nothing is counted. Whom it was about is kept nowhere.
create table record.opt_out_test (
  id uuid not null,
  ran_at timestamptz not null,
  seeded integer not null,
  movers integer not null,
  leaks integer not null,
  answered_at timestamptz,
  answered_by text,
  answer text,
  primary key (id)
);
-- reference: record.opt_out_test
create index opt_out_test_by_time on record.opt_out_test (ran_at);
create index opt_out_leak on record.opt_out_test (ran_at) where leaks > 0 and answered_at is null;

-- The place's areas with their tenth of deprivation (1 is the most deprived), on which side of it they lie and where on
-- its map, which is of squares, one for each area; and where each postcode lies.
create table record.area (
  area text not null,
  name text not null,
  district_code text not null,
  district text not null,
  deprivation_tenth smallint check (deprivation_tenth between 1 and 10),
  side text,
  map_x smallint,
  map_y smallint,
  primary key (area)
);
-- reference: record.area
create table record.postcode (
  postcode text not null,
  area text not null,
  primary key (postcode)
);
-- reference: record.postcode

-- Of which pseudonyms are made, twice as RFC 2104 has it. Made here once; it goes with the place in its backups, and no
-- login but the owner's reads it: whoever has it and an id can say which pseudonym is theirs.
create table record.planning_key (
  inner_key bytea not null,
  outer_key bytea not null,
  primary key (inner_key)
);
-- reference: record.planning_key
insert into record.planning_key (inner_key, outer_key)
select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
  sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

grant select, insert, update, delete on record.planned_person, record.planned_member to concordat_care;
grant select, insert, update on record.opt_out, record.opt_out_test to concordat_care;
grant select, insert on record.opt_out_answer, record.objection to concordat_care;
grant select, insert, update, delete on record.area, record.postcode to concordat_care;

-- The pseudonym that each must have. It is kept with them, so that counting some people costs no more than they do.
create view record.pseudonym as
select p.identity_id, encode(substr(sha256(k.outer_key || sha256(k.inner_key || uuid_send(p.anchor))), 1, 16), 'hex')::uuid as person
from record.planned_person p
cross join record.planning_key k;
grant select on record.pseudonym to concordat_care;

-- For views of other rooms and for nobody who counts: whose each source person is, and who may be counted at all.
create view planning.member with (security_barrier) as
select m.person_id, m.identity_id, p.person
from record.planned_member m
join record.planned_person p on p.identity_id = m.identity_id;
comment on view planning.member is 'For views of rooms, not for readers: which pseudonym a source person has.';
revoke select on planning.member from concordat_planning;

create view planning.age_band with (security_barrier) as
select * from (values
  ('0-4', 0, 4, 'under 5'), ('5-17', 5, 17, '5 to 17'), ('18-39', 18, 39, '18 to 39'), ('40-64', 40, 64, '40 to 64'),
  ('65-74', 65, 74, '65 to 74'), ('75-84', 75, 84, '75 to 84'), ('85+', 85, null, '85 and over'),
  ('not known', null, null, 'not known')) as b (age_band, from_age, to_age, words);
comment on view planning.age_band is
  'Ages in bands. An age is the year less the year of birth: nobody’s birthday can be found by watching the day on
which they pass from one to the next.';

create view planning.sex with (security_barrier) as
select * from (values ('female', 'women and girls'), ('male', 'men and boys'), ('other', 'other'),
  ('not known', 'not known')) as s (sex, words);
comment on view planning.sex is 'Sex, as sources give it.';

create view planning.ethnic_group with (security_barrier) as
select * from (values ('white', 'White'), ('mixed', 'Mixed or multiple ethnic groups'),
  ('asian', 'Asian or Asian British'), ('black', 'Black, Black British, Caribbean or African'),
  ('other', 'Other ethnic group'), ('not known', 'not known or not stated')) as e (ethnic_group, words);
comment on view planning.ethnic_group is 'Ethnic groups: the five of the census.';

create view planning.area with (security_barrier) as
select area, name, district_code, district, deprivation_tenth, coalesce(side, 'not known') as side, map_x, map_y
from record.area
union all select 'not known', 'not known', null, 'not known', null, 'not known', null, null;
comment on view planning.area is
  'Areas (lower-layer super output areas) with their tenth of deprivation: 1 is the most deprived; with the side of the
place on which they lie, and their square on its map.';

create view planning.person with (security_barrier) as
select p.person,
  p.died_known_at is null as alive,
  case when extract(year from now() at time zone 'Europe/London') is null or p.birth_year is null then 'not known'
    when extract(year from now() at time zone 'Europe/London') - p.birth_year < 5 then '0-4' when extract(year from now() at time zone 'Europe/London') - p.birth_year < 18 then '5-17'
    when extract(year from now() at time zone 'Europe/London') - p.birth_year < 40 then '18-39' when extract(year from now() at time zone 'Europe/London') - p.birth_year < 65 then '40-64'
    when extract(year from now() at time zone 'Europe/London') - p.birth_year < 75 then '65-74' when extract(year from now() at time zone 'Europe/London') - p.birth_year < 85 then '75-84' else '85+' end as age_band,
  p.sex, p.ethnic_group,
  coalesce(a.area, 'not known') as area,
  coalesce(a.district, 'not known') as district,
  a.deprivation_tenth,
  least(extract(year from now() at time zone 'Europe/London') - p.birth_year, 95)::int as age,
  coalesce(a.side, 'not known') as side
from record.planned_person p
left join record.area a on a.area = p.area;
comment on view planning.person is
  'Everybody who is known and has not opted out, once, under a pseudonym; those who have died too. `age` is this year’s,
the year less the year of birth, and 95 of whoever is older.';

-- What a source writes in a field of its own may be anything, a name among them: a word that fewer people share than the
-- clause of disclosure says is `other`. A code of the NHS data dictionary names nobody, and asks for no counting. Who
-- says a word that is not shared holds it, as long as they do, by its hash: what it is stands with the occurrence, under
-- its class. Once enough hold it it is shared, and stays so, for it is nobody's name then. Two caches with one writer
-- (queries-words.ts), so that whoever counts some people counts no others.
create table record.word_holder (
  identity_id uuid not null,
  field text not null,
  word_hash bytea not null,
  primary key (identity_id, field, word_hash)
);
-- distribute: record.word_holder by identity_id
create index word_holder_word on record.word_holder (field, word_hash);
create table record.shared_word (
  field text not null,
  word text not null,
  primary key (field, word)
);
-- reference: record.shared_word
grant select, insert, delete on record.word_holder, record.shared_word to concordat_care;

create view planning.occurrence_version with (security_barrier) as
select p.person,
  encode(substr(sha256(k.outer_key || sha256(k.inner_key || uuid_send(o.occurrence_id))), 1, 16), 'hex')::uuid
    as occurrence,
  p.died_known_at is null as alive, case when extract(year from o.start_at at time zone 'Europe/London') is null or p.birth_year is null then 'not known'
    when extract(year from o.start_at at time zone 'Europe/London') - p.birth_year < 5 then '0-4' when extract(year from o.start_at at time zone 'Europe/London') - p.birth_year < 18 then '5-17'
    when extract(year from o.start_at at time zone 'Europe/London') - p.birth_year < 40 then '18-39' when extract(year from o.start_at at time zone 'Europe/London') - p.birth_year < 65 then '40-64'
    when extract(year from o.start_at at time zone 'Europe/London') - p.birth_year < 75 then '65-74' when extract(year from o.start_at at time zone 'Europe/London') - p.birth_year < 85 then '75-84' else '85+' end as age_band,
  p.sex, p.ethnic_group, coalesce(a.area, 'not known') as area, a.deprivation_tenth,
  o.kind, o.status,
  o.start_at, o.start_precision, o.end_at, o.end_precision, o.ready_at, o.ready_precision,
  o.expected_at, o.expected_precision, o.next_due_at, o.next_due_precision,
  case when o.organisation is null or o.organisation in (select w.word from record.shared_word w where w.field = 'organisation')
    then o.organisation else 'other' end as organisation,
  case when o.unit is null or o.unit in (select w.word from record.shared_word w where w.field = 'unit')
    then o.unit else 'other' end as unit,
  case when o.provider_id is null or o.provider_id in (select w.word from record.shared_word w where w.field = 'provider_id')
    then o.provider_id else 'other' end as provider_id,
  case when o.pathway is null or o.pathway in ('0', '1', '2', '3') then o.pathway else 'other' end as pathway,
  case when o.delay_reason is null or o.delay_reason in (select w.word from record.shared_word w where w.field = 'delay_reason')
    then o.delay_reason else 'other' end as delay_reason,
  case when o.admission is null or o.admission ~ '^[0-9][0-9A-Z]$' then o.admission when o.admission in (select w.word from record.shared_word w where w.field = 'admission')
    then o.admission else 'other' end as admission,
  case when o.admitted_from is null or o.admitted_from ~ '^[0-9][0-9A-Z]$' then o.admitted_from when o.admitted_from in (select w.word from record.shared_word w where w.field = 'admitted_from')
    then o.admitted_from else 'other' end as admitted_from,
  case when o.destination is null or o.destination ~ '^[0-9][0-9A-Z]$' then o.destination when o.destination in (select w.word from record.shared_word w where w.field = 'destination')
    then o.destination else 'other' end as destination,
  case when o.diagnosis is null or o.diagnosis in (select w.word from record.shared_word w where w.field = 'diagnosis')
    then o.diagnosis else 'other' end as diagnosis,
  case when o.next is null or o.next in ('assessment', 'reablement', 'support', 'ended') then o.next else 'other' end as next,
  case when o.term is null or o.term in ('long', 'short') then o.term else 'other' end as term,
  o.hours, o.unit_cost,
  case when o.discharge_method is null or o.discharge_method ~ '^[1-9]$' then o.discharge_method else 'other' end
    as discharge_method,
  o.planned_at, o.planned_precision, o.planned_minutes, o.minutes, o.carers,
  case when o.visit_outcome is null or o.visit_outcome in ('made', 'late', 'missed', 'cancelled', 'refused')
    then o.visit_outcome else 'other' end as visit_outcome,
  case when o.holder is null or o.holder in (select w.word from record.shared_word w where w.field = 'holder')
    then o.holder else 'other' end as holder,
  case when o.waits_for is null or o.waits_for in (select w.word from record.shared_word w where w.field = 'waits_for')
    then o.waits_for else 'other' end as waits_for,
  case when o.cost_frequency is null or o.cost_frequency in (select w.word from record.shared_word w where w.field = 'cost_frequency')
    then o.cost_frequency else 'other' end as cost_frequency,
  o.gone, cardinality(o.conflict) > 0 as disagreed,
  o.learnt_at, o.superseded_at, p.died_known_at,
  case
    when o.kind = 'service' and o.label ~* 'care home|nursing home|residential care|nursing care' then 'care home'
    when o.kind = 'service' and o.label ~* '\mcarers?\M' then 'for a carer'
    when o.kind = 'service' then 'elsewhere'
    when o.kind = 'contact' and o.label ~* '\mhome\M' then 'at home'
    when o.kind = 'request' and o.label ~* '^waiting list' then
      case when o.label ~* 'assess' or o.label !~ ':' then 'waiting for an assessment' else 'waiting for support' end
  end as setting
from record.occurrence o
join record.planned_person p on p.identity_id = o.identity_id
cross join record.planning_key k
left join record.area a on a.area = p.area
where o.data_class in (select c.id from record.data_class c where not c.sensitive);
comment on view planning.occurrence_version is
  'Each thing that happened to somebody in planning.person, in versions: as known at a time is the one that was learnt by
then and not superseded by then, with what may be known of them; their age is that of the year in which it began. A word
that too few people share is `other`; nothing of a sensitive class is in it. `gone`: a later return no longer tells of it.
`setting`: of a service whether it is in a care home or for a carer, of a contact whether it is at home, of a request
whether it is a place on a waiting list.';

create view planning.occurrence with (security_barrier) as
select * from planning.occurrence_version where superseded_at is null and gone is null;
comment on view planning.occurrence is 'The same as known now: one row for each thing that happened to one person.';

-- What residents asked of those who looked, and said is wrong, by when it has to be answered and when it was: the act of
-- asking is one version, and the answer the next.
create view planning.resident_question with (security_barrier) as
select m.person,
  encode(substr(sha256(k.outer_key || sha256(k.inner_key || uuid_send(q.entry_id))), 1, 16), 'hex')::uuid as occurrence,
  case when v.end_at is null then 'active' else 'finished' end as status,
  q.at as start_at, q.due as expected_at, v.end_at, q.party as organisation,
  case q.says ->> 'of' when 'look' then 'about a look' else 'that something is wrong' end as setting,
  v.learnt_at, v.superseded_at
from record.act q
join planning.member m on m.person_id = q.person_id
cross join record.planning_key k
left join lateral (select min(a.at) as at from record.act a where a.about = q.entry_id and a.kind = 'answer') a on true
cross join lateral (values (null::timestamptz, q.at, a.at), (a.at, a.at, null)) v (end_at, learnt_at, superseded_at)
where q.kind = 'question' and v.learnt_at is not null;
comment on view planning.resident_question is
  'What residents asked about looks, or said is wrong, and of which party: it starts when they ask, is expected to end when
it has to be answered, and ends when it is. In versions, as things that happened are.';
