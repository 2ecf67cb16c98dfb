import { Fault, type SourceId, toSourceId } from '../kernel/index.ts'
import type { FeedRow } from './feed-kind.ts'
import { ownKinds } from './own-kinds.ts'
import type { IntakePlace } from './receive-items.ts'

/**
 * The source that a text names, whether a clause names it or not. A place whose rooms are tried without an agreement
 * takes all.
 * @throws Fault where there is no agreement (exit code 1), or where no clause could ever name it
 */
export function sourceNamed(
  { agreement }: Pick<IntakePlace, 'agreement'>,
  source: string,
): SourceId {
  if (agreement === undefined) return toSourceId(source)
  if (agreement.current() === undefined) {
    const remedy = 'Adopt one first: concordat agreement adopt DIR.'
    throw new Fault('no agreement is in effect, so nobody may give anything', source, remedy, 1)
  }
  return nameableSource(source)
}

/** The source that a text names, where a clause could name it. @throws Fault where none ever could */
export function nameableSource(source: string): SourceId {
  if (SOURCE.test(source)) return toSourceId(source)
  const remedy = 'Give lower-case letters, digits and hyphens, like mere-general.'
  throw new Fault('no clause could ever name such a feed', '--source', remedy)
}

/** As clauses name feeds (the agreement's identifiers). */
const SOURCE = /^(?!.{61})[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/**
 * What is said of a source that no clause names: what it sends is kept and goes no further. Undefined where one does.
 */
export function heldFault(
  { agreement }: Pick<IntakePlace, 'agreement'>,
  source: string,
): Fault | undefined {
  const feeds = agreement?.current()?.table<FeedRow>('feed')
  if (feeds === undefined || feeds.some(({ id }) => id === source)) return undefined
  const named = feeds.map(({ id }) => id).join(', ')
  return new Fault(
    `no clause of the agreement names the feed ${source}, so nothing was taken into the record: it waits in the inbox`,
    '--source',
    named === '' ? 'The agreement names none.' : `Named are ${named}.`,
    1,
  )
}

/** @throws Fault where the agreement does not let the feed give what such a file holds */
export function requireKind(
  place: Pick<IntakePlace, 'agreement' | 'fileKinds'>,
  source: SourceId,
  kind: string,
  path: string,
): void {
  const { fileKinds = ownKinds } = place
  if (!fileKinds.some(({ id }) => id === kind)) {
    throw new Fault(`no room reads ${kind}`, path, 'Send another kind.')
  }
  const foreign = foreignKind(place, source, kind)
  if (foreign === undefined) return
  const { holds, clause, named } = foreign
  throw new Fault(
    `this file holds ${holds}, and clause ${clause} does not let ${source} give that`,
    path,
    named.length === 0 ? 'No feed of the agreement does.' : `These do: ${named.join(', ')}.`,
  )
}

/**
 * What an item of a kind holds that its feed's clause does not let it give, and which feeds may; undefined where it
 * may.
 */
export function foreignKind(
  { agreement, fileKinds = ownKinds }: Pick<IntakePlace, 'agreement' | 'fileKinds'>,
  source: SourceId,
  kind: string,
): { holds: string; clause: string; named: string[] } | undefined {
  const feeds = agreement?.current()?.table<FeedRow>('feed') ?? []
  const feed = feeds.find(({ id }) => id === source)
  const known = fileKinds.find(({ id }) => id === kind)
  // What a room took in that is no longer here says so where it is read.
  if (known === undefined) return undefined
  const { holds, classes: anyOf } = known
  if (feed === undefined || anyOf.some((one) => feed.gives.includes(one))) return undefined
  const others = feeds.filter(({ gives }) => anyOf.some((one) => gives.includes(one)))
  return { holds, clause: feed.clause, named: others.map(({ id }) => id) }
}
