import type { Queryable } from '../kernel/index.ts'
import type { CommandContext } from '../trail/index.ts'
import type { Link } from './link.ts'
import { endLink as keepEnd, linkById, linksWith } from './queries.ts'

/** Links that still open something, of one command with one of these inputs, the newest first. */
export function openLinks(
  db: Queryable,
  command: string,
  inputs: readonly Link['input'][],
  now: Date,
): Promise<Link[]> {
  return linksWith(db, command, inputs, now)
}

/** A link of a command, where it still opens something. */
export async function openLink(
  db: Queryable,
  id: string,
  command: string,
  now: Date,
): Promise<Link | undefined> {
  const link = await linkById(db, id)
  return link !== undefined && link.command === command && link.until > now ? link : undefined
}

/** Inside the command that ends it: from now on it opens nothing, and is not sent any more. */
export async function endLink({ tx, now }: Pick<CommandContext, 'tx' | 'now'>, id: string) {
  await keepEnd(tx, id, now)
}
