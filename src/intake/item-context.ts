import { addressOf, aliasOf } from './fhir-address.ts'
import type { FileContext, Party } from './reading.ts'

/** What an item needs of its file, kept with it while it is in quarantine. */
export type ItemContext = {
  dated?: string
  newestFirst?: boolean
  aliases?: Record<string, string>
  bases?: string[]
  scope?: string
  parties?: Record<string, Party>
  returns?: Record<string, string>
}

/** Of all that the file's entries are called, only what the item itself names. */
export function contextOf(bytes: Buffer | undefined, file: FileContext): ItemContext | undefined {
  const texts = bytes === undefined ? [] : textsIn(bytes, file)
  const aliases = namedIn(texts, file.aliases)
  const parties = namedIn([...texts, ...aliases.map(([, kept]) => kept)], file.parties)
  const context: ItemContext = {
    ...(file.dated === undefined ? {} : { dated: file.dated }),
    ...(file.newestFirst ? { newestFirst: true } : {}),
    ...(aliases.length === 0 ? {} : { aliases: Object.fromEntries(aliases) }),
    ...(file.bases.size === 0 ? {} : { bases: [...file.bases] }),
    ...(file.scope === '' ? {} : { scope: file.scope }),
    ...(parties.length === 0 ? {} : { parties: Object.fromEntries(parties) }),
    ...(file.returns.size === 0 ? {} : { returns: Object.fromEntries(file.returns) }),
  }
  return Object.keys(context).length === 0 ? undefined : context
}

/** @param feed what is known of the feed by now */
export function fileOf(context: ItemContext | null, feed: FileContext): FileContext {
  if (context === null) return feed
  const {
    dated,
    newestFirst,
    aliases = {},
    bases = [],
    scope = '',
    parties = {},
    returns = {},
  } = context
  return {
    dated,
    newestFirst,
    aliases: new Map(Object.entries(aliases)),
    bases: new Set([...feed.bases, ...bases]),
    scope,
    parties: new Map(Object.entries(parties)),
    returns: new Map(Object.entries(returns)),
  }
}

const QUOTED = /"([^"\\]{3,500})"/g

/** Texts that may be names of something, in every spelling under which a file knows it. */
function textsIn(bytes: Buffer, { aliases, parties }: FileContext): string[] {
  if (aliases.size === 0 && parties.size === 0) return []
  return [...bytes.toString('utf8').matchAll(QUOTED)].flatMap(([, text]) => namesOf(text!))
}

/** A place is known without its server. */
function namesOf(text: string): string[] {
  const address = addressOf(text)
  const alias = aliasOf(text)
  if (address.kind !== 'literal' || address.base === undefined) return [alias]
  return [alias, `${address.type}/${address.id}`]
}

function namedIn<T>(names: readonly string[], known: ReadonlyMap<string, T>): [string, T][] {
  const found = new Map<string, T>()
  for (const name of names) {
    const value = known.get(name)
    if (value !== undefined) found.set(name, value)
  }
  return [...found]
}
