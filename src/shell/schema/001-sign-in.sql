-- Who is signed in, who is signing in, and how often it was tried. Nothing here is a person's record:
-- plain tables, rows live for hours at most.

create schema if not exists shell;
grant usage on schema shell to concordat_care;

-- The cookie holds a random token, this table its hash: a copy of the table signs nobody in. `choices` are all the
-- roles of somebody who has several; `issuer` is the provider that vouched for them. `id` names it on pages, `form_hash`
-- is of what its forms carry: a form that is sent after its session is over is still known by whose it was. So a session
-- that has ended stays for half a day, with how it ended (`ending`), and who ended it and why where somebody else did.
create table shell.session (
  token_hash text primary key,
  id uuid not null,
  actor_id text not null,
  form_hash text not null,
  actor jsonb not null,
  choices jsonb,
  issuer text not null default '',
  purpose text not null,
  browser text not null default '',
  address text not null default '',
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ending jsonb
);
create index session_by_expiry on shell.session (expires_at);
create index session_by_actor on shell.session (actor_id);
create index session_by_form on shell.session (form_hash);

-- What somebody had typed when their session was over, for them alone: sealed with a key that only their browser holds.
create table shell.held_form (
  id uuid primary key,
  actor_id text not null,
  sealed bytea not null,
  held_at timestamptz not null,
  expires_at timestamptz not null
);
create index held_form_by_actor on shell.held_form (actor_id, held_at);
create index held_form_by_expiry on shell.held_form (expires_at);

-- One row for each sign-in that has been begun; taken out when it comes back, so it comes back once.
create table shell.sign_in (
  state_hash text primary key,
  visitor_hash text not null,
  nonce text not null,
  verifier text not null,
  issuer text not null,
  return_to text not null,
  expires_at timestamptz not null
);
create index sign_in_by_expiry on shell.sign_in (expires_at);

-- Counted here and not in the process, so that a second process counts on. Keys are hashes.
create table shell.attempt (
  key text primary key,
  started_at timestamptz not null,
  count integer not null
);
create index attempt_by_start on shell.attempt (started_at);

-- The embedded provider of a made-up place: its keys, and what it remembers.
create table shell.provider_key (
  name text primary key,
  value jsonb not null
);
create table shell.provider_state (
  model text not null,
  id text not null,
  payload jsonb not null,
  uid text,
  grant_id text,
  consumed_at timestamptz,
  expires_at timestamptz,
  primary key (model, id)
);
create index provider_state_by_uid on shell.provider_state (uid) where uid is not null;
create index provider_state_by_grant on shell.provider_state (grant_id) where grant_id is not null;
create index provider_state_by_expiry on shell.provider_state (expires_at);

grant select, insert, update, delete on shell.session, shell.held_form, shell.sign_in, shell.attempt, shell.provider_key,
  shell.provider_state to concordat_care;
