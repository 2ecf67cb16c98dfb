import type { Queryable } from '../kernel/index.ts'
import type { Link } from './link.ts'

type LinkRow = {
  id: string
  party: string
  post: string
  address: string
  asks: string
  command: string
  input: Record<string, unknown>
  clause: string
  made_at: Date
  until: Date
  sent_at: Date | null
}

const COLUMNS = 'id, party, post, address, asks, command, input, clause, made_at, until, sent_at'

export async function insertLink(tx: Queryable, link: Link, tokenHash: string): Promise<void> {
  await tx.query({
    name: 'access.insertLink',
    text: `insert into access.link
             (id, token_hash, party, post, address, asks, command, input, clause, made_at, until)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      link.id,
      tokenHash,
      link.party,
      link.post,
      link.address,
      link.asks,
      link.command,
      JSON.stringify(link.input),
      link.clause,
      link.madeAt.toISOString(),
      link.until.toISOString(),
    ],
  })
}

export async function linkByHash(db: Queryable, tokenHash: string): Promise<Link | undefined> {
  const { rows } = await db.query<LinkRow>({
    name: 'access.linkByHash',
    text: `select ${COLUMNS} from access.link where token_hash = $1`,
    values: [tokenHash],
  })
  return rows[0] && linkOf(rows[0])
}

export async function linkById(db: Queryable, id: string): Promise<Link | undefined> {
  const { rows } = await db.query<LinkRow>({
    name: 'access.linkById',
    text: `select ${COLUMNS} from access.link where id = $1`,
    values: [id],
  })
  return rows[0] && linkOf(rows[0])
}

/** Of one command with one of these inputs, that have not ended; the newest first. */
export async function linksWith(
  db: Queryable,
  command: string,
  inputs: readonly Link['input'][],
  now: Date,
): Promise<Link[]> {
  const { rows } = await db.query<LinkRow>({
    name: 'access.linksWith',
    text: `select ${COLUMNS} from access.link where command = $1 and input = any ($2::jsonb[]) and until > $3
           order by made_at desc, id desc`,
    values: [command, inputs.map((input) => JSON.stringify(input)), now.toISOString()],
  })
  return rows.map(linkOf)
}

export async function endLink(tx: Queryable, id: string, at: Date): Promise<void> {
  await tx.query({
    name: 'access.endLink',
    text: 'update access.link set until = $2 where id = $1',
    values: [id, at.toISOString()],
  })
}

/** The newest first. */
export async function listLinks(
  db: Queryable,
  address: string | undefined,
  limit: number,
): Promise<Link[]> {
  const { rows } = await db.query<LinkRow>({
    name: 'access.listLinks',
    text: `select ${COLUMNS} from access.link where $1::text is null or address = $1
           order by made_at desc, id desc limit $2`,
    values: [address ?? null, limit],
  })
  return rows.map(linkOf)
}

export async function markSent(tx: Queryable, id: string, at: Date): Promise<void> {
  await tx.query({
    name: 'access.markSent',
    text: 'update access.link set sent_at = $2 where id = $1',
    values: [id, at.toISOString()],
  })
}

/** Mail that waits for a server, of links that can still be answered. */
export async function countUnsent(db: Queryable, now: Date): Promise<number> {
  const { rows } = await db.query<{ count: string }>({
    name: 'access.countUnsent',
    text: 'select count(*) from access.link where sent_at is null and until > $1',
    values: [now.toISOString()],
  })
  return Number(rows[0]!.count)
}

function linkOf({ made_at, until, sent_at, ...same }: LinkRow): Link {
  return { ...same, madeAt: made_at, until, ...(sent_at === null ? {} : { sentAt: sent_at }) }
}
