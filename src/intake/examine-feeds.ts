import type { Agreement } from '../agreement/index.ts'
import { type Finding, plural, type Queryable, right, wanting } from '../kernel/index.ts'
import { feeds } from './feeds.ts'

const ABOUT = 'feeds'

/** Each feed that a clause promises: whether anything has come, in time; and what came by none. */
export async function examineFeeds(
  db: Queryable,
  { agreement, now }: { agreement: Agreement; now: Date },
): Promise<Finding[]> {
  const found = await feeds(db, { agreement, now })
  if (!found.some(({ clause }) => clause !== undefined)) {
    const how = 'Add a clause of kind feed for each: without one nothing can arrive.'
    return [wanting(ABOUT, 'the agreement promises no feed', how)]
  }
  return found.map(({ feed, clause, every, late, items }) => {
    if (clause === undefined) {
      const how = 'Add a clause of kind feed, or ask who sent it.'
      return wanting(ABOUT, `${feed} has sent something and stands in no clause`, how)
    }
    const named = `${feed} (clause ${clause}, every ${every})`
    if (items === 0) {
      const how = `Bring in what it has: concordat load FILE… --source ${feed}`
      return wanting(ABOUT, `${named} has never sent anything`, how)
    }
    if (late)
      return wanting(
        ABOUT,
        `${named} is late`,
        'Ask its data desk; the page of feeds says since when.',
      )
    return right(ABOUT, `${named} has come: ${plural(items, 'item')}`)
  })
}
