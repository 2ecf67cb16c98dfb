import { Fault, type SourceId, toSourceId } from '../kernel/index.ts'
import type { FeedRow } from './feed-kind.ts'
import { ownKinds } from './own-kinds.ts'
import type { IntakePlace } from './receive-items.ts'

/**
 * The source that a text names.
 * Nothing is taken from whom no clause lets give. A place whose rooms are tried without an agreement takes all.
 * @throws Fault (exit code 1) with the feeds that are named
 */
export function sourceNamed(
  { agreement }: Pick<IntakePlace, 'agreement'>,
  source: string,
): SourceId {
  if (agreement === undefined) return toSourceId(source)
  const current = agreement.current()
  if (current === undefined) {
    const remedy = 'Adopt one first: concordat agreement adopt DIR.'
    throw new Fault('no agreement is in effect, so nobody may give anything', source, remedy, 1)
  }
  const feeds = current.table<FeedRow>('feed')
  const feed = feeds.find(({ id }) => id === source)
  if (feed !== undefined) return feed.id
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
  { agreement, fileKinds = ownKinds }: Pick<IntakePlace, 'agreement' | 'fileKinds'>,
  source: SourceId,
  kind: string,
  path: string,
): void {
  const feeds = agreement?.current()?.table<FeedRow>('feed') ?? []
  const feed = feeds.find(({ id }) => id === source)
  const known = fileKinds.find(({ id }) => id === kind)
  if (known === undefined) throw new Fault(`no room reads ${kind}`, path, 'Send another kind.')
  const { holds: what, classes: anyOf } = known
  if (feed === undefined || anyOf.some((one) => feed.gives.includes(one))) return
  const others = feeds.filter(({ gives }) => anyOf.some((one) => gives.includes(one)))
  const named = others.map(({ id }) => id).join(', ')
  throw new Fault(
    `this file holds ${what}, and clause ${feed.clause} does not let ${source} give that`,
    path,
    named === '' ? 'No feed of the agreement does.' : `These do: ${named}.`,
  )
}
