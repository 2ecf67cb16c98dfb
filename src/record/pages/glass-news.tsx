import { agreedNames } from '../../access/index.ts'
import type { LinkPage } from '../../room.ts'
import { formatDateTime } from '../../shell/index.ts'
import { actNamed } from '../queries-acts.ts'

export const GLASS_NEWS = 'record.glass-news'

/** What the mail to an officer leads to: who opened a record in need, and by when it is checked. It tells of nobody. */
export const glassNews: LinkPage = {
  name: GLASS_NEWS,
  title: 'A record was opened in need',
  async read(place, { glass }) {
    if (typeof glass !== 'string') return undefined
    const found = await actNamed(place.databases.care.short, glass)
    if (found === undefined) return undefined
    const { by, at, due } = found
    const now = place.clock.now()
    const names = agreedNames(place.agreement.current())
    return (
      <>
        <h1>A record was opened in need</h1>
        <p className="cc-lead">
          {by.name}, {names.role(by.role)} at {names.party(by.organisation)}, broke the glass on{' '}
          {formatDateTime(at, now)}.
        </p>
        <p>
          Somebody of another organisation checks it
          {due === undefined ? '' : ` by ${formatDateTime(due, now)}`}. Whoever checks looks in your
          organisation finds it, with the reason that was given,{' '}
          <a href="/questions">under Questions</a>.
        </p>
      </>
    )
  },
}
