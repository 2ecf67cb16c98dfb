import type { Queryable } from '../kernel/index.ts'

/** What somebody with every right on the database could leave in it, so that rows vanish or others may write. */

/** What runs by itself on our tables, or stands in their place: rows could be dropped, changed or hidden. */
export async function selfRunning(tx: Queryable): Promise<string[]> {
  const { rows } = await tx.query<{ what: string }>(
    `with ours as (
       select c.* from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('trail', 'agreement'))
     select format('the trigger %s on %s', t.tgname, t.tgrelid::regclass) as what
     from pg_trigger t join ours c on c.oid = t.tgrelid where not t.tgisinternal
     union all
     select format('the rule %s on %s', r.rulename, r.ev_class::regclass)
     from pg_rewrite r join ours c on c.oid = r.ev_class where r.rulename <> '_RETURN'
     union all
     select format('the policy %s on %s', p.polname, p.polrelid::regclass)
     from pg_policy p join ours c on c.oid = p.polrelid
     union all
     select format('the security of rows on %s', oid::regclass) from ours where relrowsecurity
     union all
     select format('%s, which is no table', oid::regclass) from ours where relkind in ('v', 'm', 'f')
     union all
     select format('the table %s, whose rows stand in %s as well', i.inhrelid::regclass, c.oid::regclass)
     from pg_inherits i join ours c on c.oid = i.inhparent where c.relkind = 'r'
     union all
     select format('the function %s', p.oid::regprocedure)
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname in ('trail', 'agreement')
       or (p.prosecdef and p.proowner = (select oid from pg_roles where rolname = 'concordat_owner'))`,
  )
  return rows.map(({ what }) => what)
}

/**
 * All that may be done to our tables by others than their owner: adding, and reading. `.*`: each column but that which
 * says which transaction wrote the row, for that is the database's to say.
 */
const GRANTED = `(values
  ('concordat_care', 'INSERT', 'trail.entry.*'), ('concordat_adopt', 'INSERT', 'trail.entry.*'),
  ('concordat_care', 'INSERT', 'trail.command_key'), ('concordat_adopt', 'INSERT', 'trail.command_key'),
  ('concordat_care', 'INSERT', 'trail.look'), ('concordat_care', 'INSERT', 'trail.look_again'),
  ('concordat_care', 'INSERT', 'trail.list'), ('concordat_care', 'INSERT', 'trail.deed'),
  ('concordat_log', 'INSERT', 'trail.leaf'), ('concordat_log', 'INSERT', 'trail.tile'),
  ('concordat_log', 'INSERT', 'trail.checkpoint'), ('concordat_log', 'INSERT', 'trail.evidence'),
  ('concordat_log', 'UPDATE', 'trail.sequencer'),
  ('concordat_log', 'INSERT', 'trail.witness'), ('concordat_log', 'UPDATE', 'trail.witness'),
  ('concordat_log', 'INSERT', 'trail.cosignature'), ('concordat_log', 'UPDATE', 'trail.cosignature'),
  ('concordat_log', 'DELETE', 'trail.cosignature'),
  ('concordat_adopt', 'INSERT', 'agreement.adoption'), ('concordat_adopt', 'INSERT', 'agreement.version'),
  ('concordat_care', 'INSERT', 'agreement.dispute'), ('concordat_care', 'INSERT', 'agreement.dispute_fact'),
  ('concordat_care', 'UPDATE', 'agreement.dispute.ended_at')) as g (role, privilege, name)`

/** Rights that nobody was given when the schema was made, and logins that are more than they should be. */
export async function strayRights(tx: Queryable): Promise<string[]> {
  const { rows } = await tx.query<{ what: string }>(
    `with logins as (
       select * from pg_roles
       where rolname in ('concordat_care', 'concordat_adopt', 'concordat_log', 'concordat_audit')),
     ours as (
       select c.*, c.oid::regclass::text as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('trail', 'agreement') and c.relkind in ('r', 'p', 'v')),
     acl as (
       select o.name, o.name as place, a.grantee, a.privilege_type
       from ours o, aclexplode(o.relacl) a where a.grantee <> o.relowner
       union all
       select case when a.privilege_type = 'INSERT' and t.attname <> 'xid' then o.name || '.*'
                else o.name || '.' || t.attname end,
         format('%s (%s)', o.name, t.attname), a.grantee, a.privilege_type
       from ours o join pg_attribute t on t.attrelid = o.oid, aclexplode(t.attacl) a
       where a.grantee <> o.relowner),
     held as (
       select coalesce(r.rolname, 'everybody') as role, a.* from acl a
       left join pg_roles r on r.oid = a.grantee)
     select distinct format('%s may %s %s', role, case privilege_type when 'INSERT' then 'insert into'
       else lower(privilege_type) end, place) as what
     from held h
     where not (privilege_type = 'SELECT' and role in (select rolname from logins))
       and not exists (select from ${GRANTED}
         where g.role = h.role and g.privilege = h.privilege_type and g.name = h.name)
     union all
     select format('%s belongs to %s', name, pg_get_userbyid(relowner)) from ours
     where pg_get_userbyid(relowner) <> 'concordat_owner'
     union all
     select format('%s may create things in the schema %s', coalesce(r.rolname, 'everybody'), n.nspname)
     from pg_namespace n cross join aclexplode(n.nspacl) a left join pg_roles r on r.oid = a.grantee
     where n.nspname in ('trail', 'agreement') and a.privilege_type = 'CREATE' and a.grantee <> n.nspowner
     union all
     select format('%s can become %s', r.rolname, o.rolname)
     from logins r join pg_auth_members m on m.member = r.oid join pg_roles o on o.oid = m.roleid
     union all
     select format('%s may make, copy or pass over everything', rolname) from logins
     where rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls`,
  )
  return rows.map(({ what }) => what)
}
