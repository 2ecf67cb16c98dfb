-- What is done here about a person and must be answered for: the glass that was broken and who checked it, how to get
-- into a home that was shown, what a resident asked and what was answered, who acts for whom and who ended it.

-- Each stands by one entry of the log, and is its own id. None is ever changed: what follows one (`about`: the act, or
-- the look that was asked about) is a further act. `until`: for how long it holds; `due`: by when it has to be followed;
-- `party`: of whom an answer is asked. `says` are words for people, by name; the log has the hash of each.
create table record.act (
  person_id uuid not null,
  entry_id uuid not null,
  kind text not null check (kind in ('glass', 'glass-check', 'reveal', 'question', 'answer', 'proxy', 'proxy-end', 'watch',
    'watch-end', 'alert-close')),
  about uuid,
  actor text not null,
  actor_name text not null,
  role text not null,
  organisation text not null,
  side text not null,
  purpose text not null,
  at timestamptz not null,
  until timestamptz,
  due timestamptz,
  party text,
  says jsonb not null,
  members uuid[] not null,
  primary key (person_id, entry_id)
);
-- distribute: record.act by person_id

create index act_by_kind on record.act (kind, at);
-- What follows something: an answer is looked up by what was asked.
create index act_about on record.act (about) where about is not null;

grant select, insert on record.act to concordat_care;
