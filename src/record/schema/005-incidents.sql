-- What went wrong with people's records: found, contained, reported, closed. Each step is a fact of its own with its entry
-- of the log, and none is ever changed; where an incident stands is read from its steps (incident.ts). `happened_at` is
-- when it was so, `at` when it was said here. The words are kept here, and the log has the hash of them.
create table record.incident_step (
  entry_id uuid not null,
  incident uuid not null,
  step text not null check (step in ('found', 'contained', 'reported', 'not-reported', 'closed')),
  happened_at timestamptz not null,
  at timestamptz not null,
  by_id text not null,
  by_name text not null,
  organisation text not null,
  side text not null,
  people integer,
  words text not null,
  primary key (entry_id)
);
-- reference: record.incident_step
create index incident_steps on record.incident_step (incident, at);

grant select, insert on record.incident_step to concordat_care;
