-- What somebody has chosen of the list, under a name of their own.
create table transfer.saved_list (
  owner text not null,
  name text not null,
  chosen text not null,
  primary key (owner, name)
);
grant select, insert, update, delete on transfer.saved_list to concordat_care;
