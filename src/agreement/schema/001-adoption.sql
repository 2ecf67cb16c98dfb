-- The texts that were adopted, and what each replaced. Nothing here is ever changed or deleted, and care
-- has no right to write here: adopting has a login of its own.

create schema agreement;
grant usage on schema agreement to concordat_care, concordat_adopt, concordat_audit;

-- One row for each text that was ever adopted, word for word: `files` is [{path, text}].
create table agreement.version (
  hash text primary key,
  title text not null,
  version text not null,
  files jsonb not null
);

-- One row for each adoption. What is in effect is not read from here alone: it is walked from the first
-- adoption, each signed by officers whom its predecessor lets sign, each with its entry in the log.
create table agreement.adoption (
  sequence integer primary key,
  hash text not null references agreement.version,
  replaces text,
  replaces_sequence integer,
  signatures jsonb not null,
  entry_id uuid not null,
  adopted_by text not null,
  adopted_at timestamptz not null,
  effective_at timestamptz not null
);

grant select on agreement.version, agreement.adoption
  to concordat_care, concordat_adopt, concordat_audit;
grant insert on agreement.version, agreement.adoption to concordat_adopt;
