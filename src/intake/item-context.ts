import { type FileContext, NO_FILE } from './reading.ts'

/** What an item needs of its file, kept with it while it is in quarantine. */
export type ItemContext = {
  dated?: string
  newestFirst?: boolean
  aliases?: Record<string, string>
  bases?: string[]
  scope?: string
  returns?: Record<string, string>
}

/** Of all that the file's entries are called, only what the item itself names. */
export function contextOf(bytes: Buffer | undefined, file: FileContext): ItemContext | undefined {
  const named = bytes === undefined ? [] : namedIn(bytes, file.aliases)
  const context: ItemContext = {
    ...(file.dated === undefined ? {} : { dated: file.dated }),
    ...(file.newestFirst ? { newestFirst: true } : {}),
    ...(named.length === 0 ? {} : { aliases: Object.fromEntries(named) }),
    ...(file.bases.size === 0 ? {} : { bases: [...file.bases] }),
    ...(file.scope === '' ? {} : { scope: file.scope }),
    ...(file.returns.size === 0 ? {} : { returns: Object.fromEntries(file.returns) }),
  }
  return Object.keys(context).length === 0 ? undefined : context
}

export function fileOf(context: ItemContext | null): FileContext {
  if (context === null) return NO_FILE
  const { dated, newestFirst, aliases = {}, bases = [], scope = '', returns = {} } = context
  return {
    dated,
    newestFirst,
    aliases: new Map(Object.entries(aliases)),
    bases: new Set(bases),
    scope,
    returns: new Map(Object.entries(returns)),
  }
}

const QUOTED = /"((?:urn:|https?:)[^"\\]+)"/gi

function namedIn(bytes: Buffer, aliases: ReadonlyMap<string, string>): [string, string][] {
  if (aliases.size === 0) return []
  return [...bytes.toString('latin1').matchAll(QUOTED)].flatMap(([, name]) => {
    const key = aliases.has(name!) ? name! : name!.toLowerCase()
    const found = aliases.get(key)
    return found === undefined ? [] : [[key, found] as [string, string]]
  })
}
