-- What bodies of both sides did: meetings, items, papers, votes and decisions, said as facts.

create schema board;
grant usage on schema board to concordat_care;

-- One fact after the other: appended, never changed. `number` has no gap. `done_at` is when it was done, `learnt_at` when
-- this place learnt it. `entry_id` is the entry in the log that says so; an entry may say several.
create table board.fact (
  number bigint primary key,
  body text not null,
  meeting uuid,
  item uuid,
  act text not null,
  says jsonb not null,
  actor text not null,
  name text not null,
  role text not null,
  organisation text not null,
  side text not null,
  done_at timestamptz not null,
  learnt_at timestamptz not null,
  entry_id uuid not null
);

-- The bytes of papers, by what they are: the same file twice is there once.
create table board.file (
  sha256 text primary key,
  bytes bytea not null
);

grant select, insert on board.fact, board.file to concordat_care;
