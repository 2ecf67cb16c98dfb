-- What must not be forgotten about somebody. Its state follows from its moments (reminder-cycle.ts).

create schema example;
grant usage on schema example to concordat_care;

create table example.reminder (
  person_id uuid not null,
  id uuid not null,
  says text not null,
  set_at timestamptz not null,
  rung_at timestamptz,
  done_at timestamptz,
  primary key (person_id, id)
);
-- distribute: example.reminder by person_id

grant select, insert, update on example.reminder to concordat_care;
