import { instantsInLondon, isDay } from '../kernel/index.ts'

/** What may be chosen of a list, by its name in the address: the values there are. Without one the list is as usual. */
export type ListChoices = Readonly<Record<string, readonly string[]>>

/**
 * How somebody looks at a list: which page, what is shown of it, in which order. All of it stands in the address, so
 * that a colleague can be sent what I see.
 */
export type ListAddress<C extends ListChoices = ListChoices> = {
  readonly page: number
  /** what is chosen; undefined where the list is as usual, or where the address names what there is not */
  chosen<N extends keyof C>(name: N): C[N][number] | undefined
  /** the same with another choice, from its first page */
  choose(name: keyof C, value: string | undefined): string
  /** the same on another page */
  at(page: number): string
  /** only what has changed since that version of the list; undefined where the whole page is asked for */
  readonly since: string | undefined
  /** the same page, as far as it has changed since a version */
  changedSince(version: string): string
  /** the same page whole, by its own address */
  readonly whole: string
  /** the list as it was known then; undefined where it is as it is now */
  readonly knownAt: Date | undefined
  /** a time was asked for, whether it can be read or not */
  readonly asksKnownAt: boolean
  /** the same as it is known now, from its first page */
  readonly asNow: string
}

const NO_PAGE = /^[1-9]\d{0,4}$/
export const KNOWN_AT = 'known-at'
/** As the kernel writes one, which reads it. */
const VERSION = /^[\d.-]{1,3000}$/

/** ISO; or as a field for a date and a time writes it, in London: all of that minute; a day alone means its last. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$/
const TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}))?$/

export function timeAsked(text: string): Date | undefined {
  if (!isDay(text.slice(0, 10))) return undefined
  if (INSTANT.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text)
  const [, day, time] = TIME.exec(text) ?? []
  if (day === undefined) return undefined
  const wall = Date.parse(`${day}T${time ?? '23:59'}:59.999Z`)
  return Number.isNaN(wall) ? undefined : new Date(instantsInLondon(wall)[0])
}

export function listAddress<const C extends ListChoices>(
  path: string,
  choices: C,
  query: unknown,
): ListAddress<C> {
  const given = new Map(Object.entries((query ?? {}) as Record<string, unknown>))
  const chosen = new Map(
    Object.entries(choices).flatMap(([name, values]) => {
      const value = values.find((one) => one === given.get(name))
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
  const asked = String(given.get('page') ?? '')
  const page = NO_PAGE.test(asked) ? Number(asked) : 1
  const version = String(given.get('since') ?? '')
  const known = String(given.get(KNOWN_AT) ?? '')
  const knownAt = timeAsked(known)
  const then: (readonly [string, string])[] = knownAt === undefined ? [] : [[KNOWN_AT, known]]
  const first = [...chosen, ...then]
  const here = page === 1 ? first : [...first, ['page', String(page)] as const]
  return {
    page,
    since: VERSION.test(version) ? version : undefined,
    changedSince: (since) => hrefOf(path, [...here, ['since', since]]),
    whole: hrefOf(path, here),
    chosen: (name) => chosen.get(String(name)),
    choose(name, value) {
      const others = [...chosen].filter(([other]) => other !== name)
      const all = [...others, ...then]
      return hrefOf(path, value === undefined ? all : [...all, [String(name), value]])
    },
    at: (number) => hrefOf(path, number === 1 ? first : [...first, ['page', String(number)]]),
    knownAt,
    asksKnownAt: known !== '',
    asNow: hrefOf(path, [...chosen]),
  }
}

function hrefOf(path: string, chosen: readonly (readonly [string, string])[]): string {
  const query = new URLSearchParams(Object.fromEntries(chosen)).toString()
  return query === '' ? path : `${path}?${query}`
}
