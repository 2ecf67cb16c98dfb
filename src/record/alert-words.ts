import type { AgreedNames } from '../access/index.ts'
import type { Agreement, Responsibility } from '../agreement/index.ts'
import { DAY_MS } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatDate, plural } from '../shell/index.ts'
import { FOUND_WORDS } from './close-alert.ts'
import { actNamed } from './queries-acts.ts'
import { alertsSince, type KeptAlert } from './queries-watch.ts'
import type { Alert } from './unusual-look.ts'

const YEAR_DAYS = 365
const TOLD_MAX = 10_000

/** Why a look should be asked about, as one sentence: what was found and by whose word, and no score. */
export function alertWords(
  { rule, says }: Pick<Alert, 'rule' | 'says'>,
  names: AgreedNames,
  now: Date,
): string {
  const by = `by the staff list of ${names.party(says.party ?? '')}`
  switch (rule) {
    case 'own-record':
      return `It is their own record, ${by}.`
    case 'household':
      return `The person lives where they live, ${by}.`
    case 'family-near':
      return `The person has their family name and their postcode, ${by}.`
    case 'colleague':
      return `The person works with them, ${by}.`
    case 'in-the-news':
      return 'A watch is kept over this person, who is in the news.'
    case 'no-event': {
      const days = plural(Number(says.days), 'day')
      return `Nothing happened to the person in the ${days} before it or the ${days} after it.`
    }
    case 'volume': {
      const [many, usual] = [Number(says.looks), Number(says.usual)]
      const on = formatDate(says.day ?? '', now)
      return `On ${on} they opened ${plural(many, 'record')} one by one; ${usual} is usual for them.`
    }
  }
}

/** Whom to ask about what somebody of a party did: those whom the matter's clause names. */
export function whomToAsk(
  agreement: Agreement,
  matter: string,
  party: string,
): { who: string; how: string } | undefined {
  const matters = agreement.table<Responsibility>('responsibility')
  const { ask = [] } = matters.find((one) => one.matter === matter) ?? {}
  return ask.find((one) => one.party === party)
}

type ToldAlert = {
  readonly id: string
  readonly at: string
  readonly rule: string
  readonly actor: Alert['actor']
  readonly persons: readonly string[]
  readonly says: string
  readonly closed?: { at: string; by: string; found: string; words: string }
}

/** The alerts of a year as the command line tells them, the newest first. */
export async function alertsTold(
  { databases, agreement, clock }: Pick<Place, 'databases' | 'agreement' | 'clock'>,
  open: boolean,
  names: AgreedNames,
): Promise<ToldAlert[]> {
  const db = databases.care.short
  const now = clock.now()
  const since = new Date(now.getTime() - YEAR_DAYS * DAY_MS)
  if (agreement.current() === undefined) return []
  const told: ToldAlert[] = []
  for (const alert of await alertsSince(db, { since, open, limit: TOLD_MAX })) {
    const { id, at, rule, actor, persons } = alert
    const common = { id, at: at.toISOString(), rule, actor, persons }
    const closed = await closedOf(db, alert)
    told.push({ ...common, says: alertWords(alert, names, now), ...(closed && { closed }) })
  }
  return told
}

async function closedOf(db: Parameters<typeof actNamed>[0], { closedBy }: KeptAlert) {
  const act = closedBy === undefined ? undefined : await actNamed(db, closedBy)
  if (act === undefined) return undefined
  const { at, by, says } = act
  const found = says.found as keyof typeof FOUND_WORDS
  return { at: at.toISOString(), by: by.name, found, words: says.words ?? '' }
}

export function foundWords(found: string | undefined): string {
  return FOUND_WORDS[found as keyof typeof FOUND_WORDS] ?? 'Closed'
}
