import { createHash, createHmac, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Actor, Settings, Viewer } from '../kernel/index.ts'
import type { LinkPage, Place } from '../room.ts'
import { createFile, readFile } from '../trail/index.ts'

/** A link: one post of a party, one command with a part of its input, until a time, named by a clause. */
export type Link = {
  readonly id: string
  readonly party: string
  /** `the data desk`: a post, never a person */
  readonly post: string
  readonly address: string
  /** what waits, as sentences for whoever opens it; it names nobody */
  readonly asks: string
  readonly command: string
  readonly input: Readonly<Record<string, unknown>>
  /** the clause that says that this post answers by a link */
  readonly clause: string
  readonly madeAt: Date
  readonly until: Date
  readonly sentAt?: Date
}

const TOKEN = /^[\w-]{43}$/

export function isToken(text: string): boolean {
  return TOKEN.test(text)
}

/** What is kept of a token. It is random to everybody but us, so it needs no salt. */
export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/**
 * The tokens of links are made of a secret that is kept beside the database, so that a mail can be sent again as it was
 * and nobody who reads the database can open a link.
 */
export type LinkTokens = { of(id: string): string }

export function openLinkTokens({ dataFolder }: Pick<Settings, 'dataFolder'>): LinkTokens {
  const path = join(dataFolder, 'links.key')
  if (readFile(path) === undefined) createFile(path, `${randomBytes(32).toString('base64url')}\n`)
  const secret = Buffer.from(readFile(path)!.trim(), 'base64url')
  return {
    of: (id) => createHmac('sha256', secret).update(`concordat link ${id}`).digest('base64url'),
  }
}

/** What a link shows, where it is there to be read and not to be answered. */
export function shownBy(
  { house }: Pick<Place, 'house'>,
  { command }: Pick<Link, 'command'>,
): LinkPage | undefined {
  return house.rooms.flatMap(({ links = [] }) => links).find(({ name }) => name === command)
}

/** Whoever answers by a link: a post, and no person of whom we know anything. */
export function linkViewer({ id, post, party }: Link, partyName: string, side: string): Viewer {
  const actor: Actor = {
    id: `link:${id}`,
    name: `${post} of ${partyName}`,
    role: 'link',
    organisation: party,
    side,
    via: 'link',
  }
  return { actor, purpose: '' }
}

/** A link is answered once: its key is the key of its command, however often and by however many it is sent. */
export function linkKey({ id }: Pick<Link, 'id'>): string {
  return `link:${id}`
}
