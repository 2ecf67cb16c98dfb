import { names } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import { addDays, DAY_MS, dayInLondon, type SourceId, toSourceId } from '../kernel/index.ts'
import { notGiven } from '../record/index.ts'
import { BADGE_RULES, type Badge, judge } from './badge.ts'
import type { FieldCounts } from './cld-check.ts'
import type { CldColumn } from './cld-columns.ts'
import { askedWhen, ruleSource } from './cld-conditions.ts'
import type { FeedRow } from './feed-kind.ts'
import { isLate } from './lateness.ts'
import { LOOK_DAYS, type LookPlace, type Looks, looksBothWays } from './looks-of-parties.ts'
import * as queries from './queries.ts'
import { lastReportedFields, lastShared } from './queries-returns.ts'
import {
  lastRehearsals,
  readTally,
  type SubmittedPeriod,
  submittedPeriods,
  timesLate,
} from './queries-tally.ts'
import type { IntakePlace } from './receive-items.ts'
import { hoursOf, monthOf, type TallyLine } from './tally.ts'

export type CertifiedField = {
  readonly name: string
  /** items in which it must not be blank, and those of them in which it is */
  readonly asked: number
  readonly missing: number
  readonly filled: number
  readonly valid: number
  /** who says when it must not be blank, and when; null where nobody but us does */
  readonly official_rule: string | null
}

/** How a feed keeps what its clause promises: the same figures for whoever gives it. */
export type Certificate = {
  readonly source: SourceId
  readonly name: string
  readonly party: string | null
  readonly side: string | null
  readonly clause: string | null
  readonly every: string | null
  /** what it gives by its clause */
  readonly promised: readonly string[]
  /** the first month that is counted (YYYY-MM-DD); null where nothing came */
  readonly since: string | null
  readonly last_arrived_at: string | null
  readonly late: boolean
  /** items that came, were read, were read whole, and were not read */
  readonly sent: number
  readonly usable: number
  readonly whole: number
  readonly quarantined: number
  /** of what was so after the feed was first heard: half of it, and 95 of 100, came within so many hours */
  readonly freshness_hours: { readonly p50: number; readonly p95: number } | null
  readonly missing: {
    /** how often nothing came for longer than the clause allows */
    readonly late: number
    /** promised, and never told */
    readonly never_told: readonly string[]
    /** between the returns that came */
    readonly periods: readonly { readonly from: string; readonly to: string }[]
  }
  readonly fields: readonly CertifiedField[]
  /** references that stand for more than one person in the last return */
  readonly shared_references: number
  /** the items that can be used, and looks of others' staff at what its party gives */
  readonly gives: { readonly items: number; readonly filled: number | null } & Looks
  /** looks of its party's staff at what others give */
  readonly gets: Looks
  /** the days over which looks are counted */
  readonly look_days: number
  readonly badge: Badge
  readonly because: readonly string[]
  readonly thresholds: string
  readonly rehearsed: { readonly at: string; readonly badge: Badge } | null
}

export type CertifyingPlace = Pick<IntakePlace, 'databases' | 'agreement' | 'clock'> & LookPlace

/** Figures are of the last twelve months. */
const MONTHS_DAYS = 365

/** Of every feed that the agreement names. What they cost follows what changed: nothing looks through the inbox. */
export async function certificates(place: CertifyingPlace): Promise<Certificate[]> {
  const agreement = place.agreement?.current()
  if (agreement === undefined) return []
  const db = place.databases.care.short
  const now = place.clock.now()
  const since = new Date(`${monthOf(new Date(now.getTime() - MONTHS_DAYS * DAY_MS))}T00:00:00Z`)
  const [states, tally, rehearsals, late, periods, reported, shared, looks] = await Promise.all([
    queries.readFeedStates(db),
    readTally(db, dayInLondon(since)),
    lastRehearsals(db),
    timesLate(db, since),
    submittedPeriods(db),
    lastReportedFields(db),
    lastShared(db),
    looksBothWays(place, agreement),
  ])
  const told = agreement.table<FeedRow>('feed').filter(({ apart }) => apart === undefined)
  return told.map((feed) => {
    const state = states.find(({ source }) => source === feed.id)
    const lines = tally.filter(({ source }) => source === feed.id)
    const report = reported.find(({ source }) => source === feed.id)
    const fields = report === undefined ? factsIn(lines) : report.fields.map(ofReturn)
    const rehearsed = rehearsals.find(({ source }) => source === feed.id)
    return {
      ...promisedBy(feed, agreement),
      ...toldIn(lines, fields),
      last_arrived_at: state?.last_arrived_at.toISOString() ?? null,
      late: isLate(state, feed, now),
      missing: {
        late: late.get(feed.id) ?? 0,
        never_told: namesOf(agreement, neverTold(feed, state)),
        periods: gapsIn(periods.filter(({ source }) => source === feed.id)),
      },
      shared_references: shared.find(({ source }) => source === feed.id)?.shared.length ?? 0,
      gets: looks.gets(feed.party),
      gives: { ...givenIn(lines, fields), ...looks.given(feed.party) },
      look_days: LOOK_DAYS,
      rehearsed:
        rehearsed === undefined ? null : { at: rehearsed.at.toISOString(), badge: rehearsed.badge },
    }
  })
}

export async function certificateOf(
  place: CertifyingPlace,
  source: string,
): Promise<Certificate | undefined> {
  return (await certificates(place)).find((one) => one.source === toSourceId(source))
}

function promisedBy({ id, name, party, clause, every, gives }: FeedRow, agreement: Agreement) {
  const side = agreement.parties.find((one) => one.id === party)?.side ?? null
  const promised = namesOf(agreement, gives)
  return { source: id, name, party, side, clause, every, promised }
}

/** What a feed gives by its clause and never told; of what gives one thing alone, that something came. */
function neverTold({ gives }: FeedRow, state: queries.FeedStateRow | undefined): readonly string[] {
  if (gives.length === 1 && state !== undefined) return []
  return notGiven(gives, state?.told ?? [])
}

/** Facts about people, of what tells them item by item. */
function factsIn(lines: readonly TallyLine[]): CertifiedField[] {
  return lines
    .filter(({ what }) => what === 'field')
    .map(({ name, asked, missing, filled, valid }) => {
      return { name, asked, missing, filled, valid, official_rule: null }
    })
}

/** Of a return its own fields, as its last one has them. */
function ofReturn({ name, mandatory, missing, valid, invalid }: FieldCounts): CertifiedField {
  const counts = { name, asked: mandatory, missing, filled: valid + invalid, valid }
  return { ...counts, official_rule: officialRule(name) }
}

/** Pure. */
function toldIn(
  lines: readonly (TallyLine & { since: string })[],
  fields: readonly CertifiedField[],
) {
  const item = lines.find(({ what }) => what === 'item')
  const { asked: sent = 0, filled: usable = 0, valid: whole = 0, missing = 0 } = item ?? {}
  const [p50, p95] = [hoursOf(lines, 50), hoursOf(lines, 95)]
  const judged = fields.map(({ asked, filled, official_rule: rule, ...field }) => ({
    ...field,
    mandatory: asked,
    invalid: filled - field.valid,
    official: rule !== null,
  }))
  return {
    since: lines.map((line) => line.since).sort()[0] ?? null,
    ...{ sent, usable, whole, quarantined: missing },
    freshness_hours: p50 === undefined || p95 === undefined ? null : { p50, p95 },
    fields: fields.filter(({ asked, filled }) => asked + filled > 0),
    ...judge({ sent, usable, fields: judged }),
    thresholds: BADGE_RULES,
  }
}

function givenIn(lines: readonly TallyLine[], fields: readonly CertifiedField[]) {
  const asked = fields.reduce((sum, one) => sum + one.asked, 0)
  const missing = fields.reduce((sum, one) => sum + one.missing, 0)
  const items = lines.find(({ what }) => what === 'item')?.filled ?? 0
  return { items, filled: asked === 0 ? null : Math.round(((asked - missing) * 100) / asked) }
}

/** The department's, where it has published one for Release 2. */
function officialRule(column: CldColumn): string | null {
  const rule = ruleSource(column, 2)
  const when = askedWhen(column, 2)
  return rule.official && when !== undefined ? `asked for ${when} (${rule.by})` : null
}

function namesOf(agreement: Agreement, classes: readonly string[]): string[] {
  const called = names(agreement, 'data-class')
  return classes.map((one) => called.get(one) ?? one)
}

/** The days of which no return speaks, between the first that came and the last; pure. */
function gapsIn(periods: readonly SubmittedPeriod[]): { from: string; to: string }[] {
  const scopes = [...new Set(periods.map(({ scope }) => scope))]
  return scopes.flatMap((scope) => {
    const own = periods
      .filter((one) => one.scope === scope)
      .sort((a, b) => (a.start < b.start ? -1 : 1))
    let told = own[0]?.end ?? ''
    return own.flatMap(({ start, end }) => {
      const next = addDays(told, 1)
      const gap = start > next ? [{ from: next, to: addDays(start, -1) }] : []
      if (end > told) told = end
      return gap
    })
  })
}
