-- What was done about somebody, beside who looked: one row for each source person whom a command is about.
create table trail.deed (
  person_id uuid not null,
  entry_id uuid not null,
  at timestamptz not null,
  primary key (person_id, entry_id)
);
-- distribute: trail.deed by person_id

grant select, insert on trail.deed to concordat_care;
grant select on trail.deed to concordat_log, concordat_adopt, concordat_audit;
