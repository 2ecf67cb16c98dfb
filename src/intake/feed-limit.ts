import { Fault } from '../kernel/index.ts'
import type { FeedRow } from './feed-kind.ts'
import type { FileKind } from './kind.ts'
import type { IntakePlace } from './receive-items.ts'

/** A feed brings a kind of file where the agreement lets it give at least one of these. */
const CLASSES: Record<FileKind, { what: string; anyOf: readonly string[] }> = {
  'cld-csv': { what: 'council care', anyOf: ['council-care'] },
  hl7v2: { what: 'hospital stays', anyOf: ['hospital', 'health-record'] },
  'fhir-bundle': { what: 'health records', anyOf: ['hospital', 'health-record', 'council-care'] },
  'fhir-resource': { what: 'health records', anyOf: ['hospital', 'health-record', 'council-care'] },
  'fhir-ndjson': { what: 'health records', anyOf: ['hospital', 'health-record', 'council-care'] },
}

/**
 * Nothing is taken from whom no clause lets give. A place whose rooms are tried without an agreement takes all.
 * @throws Fault (exit code 1) with the feeds that are named
 */
export function requireFeed({ agreement }: Pick<IntakePlace, 'agreement'>, source: string): void {
  if (agreement === undefined) return
  const current = agreement.current()
  if (current === undefined) {
    const remedy = 'Adopt one first: concordat agreement adopt DIR.'
    throw new Fault('no agreement is in effect, so nobody may give anything', source, remedy, 1)
  }
  const feeds = current.table<FeedRow>('feed')
  if (feeds.some(({ id }) => id === source)) return
  const named = feeds.map(({ id }) => id).join(', ')
  throw new Fault(
    `no clause of the agreement names the feed ${source}, so nothing was taken`,
    '--source',
    named === '' ? 'The agreement names none.' : `Named are ${named}.`,
    1,
  )
}

/** @throws Fault where the agreement does not let the feed give what such a file holds */
export function requireKind(
  { agreement }: Pick<IntakePlace, 'agreement'>,
  source: string,
  kind: FileKind,
  path: string,
): void {
  const feeds = agreement?.current()?.table<FeedRow>('feed') ?? []
  const feed = feeds.find(({ id }) => id === source)
  const { what, anyOf } = CLASSES[kind]
  if (feed === undefined || anyOf.some((one) => feed.gives.includes(one))) return
  const others = feeds.filter(({ gives }) => anyOf.some((one) => gives.includes(one)))
  const known = others.map(({ id }) => id).join(', ')
  throw new Fault(
    `this file holds ${what}, and clause ${feed.clause} does not let ${source} give that`,
    path,
    known === '' ? 'No feed of the agreement does.' : `These do: ${known}.`,
  )
}
