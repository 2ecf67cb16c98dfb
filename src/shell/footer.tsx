import type { ReactNode } from 'react'
import { capital, formatList, plural } from '../kernel/index.ts'
import { type Destination, DestinationLinks } from './destination.tsx'
import { formatAgo, formatDate, formatFullDate } from './words.ts'

/** What makes trust visible without asking; every value is read, none is typed in. */
export type FooterFacts = {
  agreement?: {
    version: string
    /** those who signed for each side, and when */
    signatures: readonly { side: string; name: string; at: string }[]
  }
  trail?: {
    size: number
    /** how far witnesses of each side have confirmed it: the sentence that the log says everywhere */
    words: string
    late: boolean
  }
  /** `asAt`: the newest day as at which its returns spoke */
  feeds: readonly { name: string; lastArrivedAt?: string; asAt?: string; late: boolean }[]
}

export function PageFooter(props: {
  facts?: FooterFacts
  /** those for which the header has no room */
  destinations: readonly Destination[]
  nav?: string
  now: Date
}): ReactNode {
  const { facts, destinations, nav, now } = props
  return (
    <footer className="cc-footer">
      {destinations.length > 0 && (
        <nav className="cc-footer__nav cc-width" aria-label="What all of it rests on">
          <ul>
            <DestinationLinks destinations={destinations} nav={nav} />
          </ul>
        </nav>
      )}
      <div className="cc-width cc-footer__facts">
        {facts && (
          <>
            <AgreementFacts agreement={facts.agreement} />
            <TrailFacts trail={facts.trail} />
            <FeedFacts feeds={facts.feeds} now={now} />
          </>
        )}
      </div>
    </footer>
  )
}

function AgreementFacts(props: { agreement: FooterFacts['agreement'] }): ReactNode {
  const { agreement } = props
  return (
    <section>
      <h2>Agreement</h2>
      {agreement ? (
        <>
          <p>
            <a href="/agreement">Version {agreement.version}</a>, in effect
          </p>
          {[...Map.groupBy(agreement.signatures, ({ side }) => side)].map(([side, signed]) => (
            <p key={side}>
              {capital(side)}: {formatList(signed.map(({ name }) => name))},{' '}
              {formatFullDate(latest(signed))}
            </p>
          ))}
        </>
      ) : (
        <p>No agreement is in effect: nothing about anybody is shown.</p>
      )}
    </section>
  )
}

/** A side has signed when the last of its officers has. */
function latest(signed: readonly { at: string }[]): string {
  return signed
    .map(({ at }) => at)
    .sort()
    .at(-1)!
}

function TrailFacts(props: { trail: FooterFacts['trail'] }): ReactNode {
  const { trail } = props
  if (!trail) return null
  return (
    <section>
      <h2>Log</h2>
      <p>
        <a href="/trail">{plural(trail.size, 'thing')} recorded</a>
      </p>
      <p className={trail.late ? 'cc-late' : undefined}>{trail.words}</p>
    </section>
  )
}

function FeedFacts(props: { feeds: FooterFacts['feeds']; now: Date }): ReactNode {
  return (
    <section>
      <h2>Last heard from</h2>
      {props.feeds.length === 0 && <p>No feed has sent anything yet</p>}
      {props.feeds.map((feed) => (
        <p key={feed.name} className={feed.late ? 'cc-late' : undefined}>
          {capital(feed.name)}:{' '}
          {feed.lastArrivedAt ? formatAgo(feed.lastArrivedAt, props.now) : 'never'}
          {feed.asAt && `, as at ${formatDate(feed.asAt, props.now)}`}
          {feed.late && ' (late)'}
        </p>
      ))}
    </section>
  )
}
