-- What may be counted: views that name nobody, each made by the room that owns the tables, in a file of its own,
-- `NNN-planning.sql`, and read by `concordat_planning` alone. A view reads with the rights of its owner, so that its
-- reader needs none on what lies below.

create schema planning;
grant usage on schema planning to concordat_planning;
alter default privileges for role concordat_owner in schema planning grant select on tables to concordat_planning;
