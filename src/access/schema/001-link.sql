-- Links by which a post answers one thing without an account. Of the token that a link carries only the hash is here.

create schema access;
grant usage on schema access to concordat_care;

-- `input` is the part of the command's input that is fixed; `asks` is shown to whoever opens the link and names nobody.
-- That it has been answered is known by the trail: the link's id is the key of its command.
create table access.link (
  id uuid primary key,
  token_hash text not null unique,
  party text not null,
  post text not null,
  address text not null,
  asks text not null,
  command text not null,
  input jsonb not null,
  clause text not null,
  made_at timestamptz not null,
  until timestamptz not null,
  sent_at timestamptz
);
create index link_by_address on access.link (address, made_at);
create index link_by_input on access.link (command, input);

grant select, insert, update (sent_at, until) on access.link to concordat_care;
