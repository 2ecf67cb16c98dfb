-- What people write here, in Concordat itself: the source `here`.

-- A note stands with the source person on whose page it was written, whatever becomes of links. Every word is kept in
-- versions, none is ever changed: learnt at, superseded at; current while that is null. A note that turns out to be
-- another person's gets its next version with them; one that was taken back has a version without text, and the reason.
-- `members` is who belonged to the identity when it was written, or when somebody said last whose it is. Who may read it
-- is decided when it is shown: by `data_class`, and by `audience` beside the writer's organisation, role, unit and side.
create table record.note (
  person_id uuid not null,
  note_id uuid not null,
  version integer not null,
  audience text not null check (audience in ('team', 'side', 'everyone')),
  data_class text not null,
  text text,
  taken_back text,
  writer text not null,
  writer_name text not null,
  role text not null,
  organisation text not null,
  side text not null,
  unit text,
  members uuid[] not null,
  written_at timestamptz not null,
  learnt_at timestamptz not null,
  superseded_at timestamptz,
  entry_id uuid not null,
  check ((text is null) = (taken_back is not null)),
  primary key (person_id, note_id, version)
);
-- distribute: record.note by person_id

-- What is done about a note names it alone.
create index note_by_id on record.note (note_id) where superseded_at is null;

-- Notes of which it has to be said whose they are: whoever was one person when they were written is so no longer. A
-- cache of `members` and links, with one writer (ask-whose-notes.ts).
create table record.note_to_settle (
  person_id uuid not null,
  note_id uuid not null,
  since timestamptz not null,
  primary key (person_id, note_id)
);
-- distribute: record.note_to_settle by person_id

grant select, insert on record.note to concordat_care;
grant update (superseded_at, data_class) on record.note to concordat_care;
grant select, insert, delete on record.note_to_settle to concordat_care;
