-- The texts that were adopted, and when each took effect. Nothing here is ever changed or deleted.

create schema agreement;
grant usage on schema agreement to concordat_care;

-- One row for each text that was ever adopted, word for word: `files` is [{path, text}].
create table agreement.version (
  hash text primary key,
  title text not null,
  version text not null,
  files jsonb not null
);

-- One row for each adoption. The one with the highest number that has taken effect is in effect.
create table agreement.adoption (
  sequence integer primary key,
  hash text not null references agreement.version,
  signatures jsonb not null,
  adopted_by text not null,
  adopted_at timestamptz not null,
  effective_at timestamptz not null
);

grant select, insert on agreement.version, agreement.adoption to concordat_care;
