import { newId } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { CommandContext } from '../trail/index.ts'
import { hashLinkToken, type Link, openLinkTokens } from './link.ts'
import { insertLink } from './queries.ts'
import { SEND_LINK } from './send-link.ts'

/**
 * Inside the command that asks somebody for something: the link by which they answer, and the errand that sends it.
 * The clause is the one under which the command is done.
 */
export async function issueLink(
  { tx, now, clause, ask }: Pick<CommandContext, 'tx' | 'now' | 'clause' | 'ask'>,
  { settings }: Pick<Place, 'settings'>,
  given: Pick<Link, 'party' | 'post' | 'address' | 'asks' | 'command' | 'input' | 'until'>,
): Promise<Link> {
  const link: Link = { ...given, id: newId(), clause, madeAt: now }
  await insertLink(tx, link, hashLinkToken(openLinkTokens(settings).of(link.id)))
  ask(SEND_LINK, link.id)
  return link
}
