-- Where partners differ. What was said and done is appended and never changed; where a dispute stands is worked out
-- from that, the ladder of the agreement and the day. They are few and stay on one machine.

-- One row for each dispute, about one thing of one room. `ended_at` is set once, by the fact that ends it, so that a
-- thing has one open dispute at most.
create table agreement.dispute (
  id uuid primary key,
  room text not null,
  key text not null,
  about text not null,
  person_id uuid,
  interim text,
  opened_at timestamptz not null,
  ended_at timestamptz
);

create unique index dispute_open on agreement.dispute (room, key) where ended_at is null;
create index dispute_opened on agreement.dispute (opened_at);
create index dispute_about on agreement.dispute (person_id) where person_id is not null;

-- What was said and done, in order: `number` from 1; `at` is never before the one that stands before it.
-- `terms`: of a proposal, what the room that opened the dispute works by once it is settled.
create table agreement.dispute_fact (
  dispute_id uuid not null references agreement.dispute,
  number integer not null,
  kind text not null,
  at timestamptz not null,
  side text not null,
  role text not null,
  organisation text not null,
  actor text not null,
  name text not null,
  words text not null,
  terms text,
  entry_id uuid not null,
  primary key (dispute_id, number)
);

grant select, insert on agreement.dispute, agreement.dispute_fact to concordat_care;
grant select on agreement.dispute, agreement.dispute_fact to concordat_audit;
grant update (ended_at) on agreement.dispute to concordat_care;
