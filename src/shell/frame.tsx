import type { ReactNode } from 'react'
import type { Viewer } from '../kernel/index.ts'
import { formatList } from '../kernel/index.ts'
import { PostForm } from './components/form.tsx'
import { type Destination, DestinationLinks } from './destination.tsx'
import { type FooterFacts, PageFooter } from './footer.tsx'

/** More than these nobody reads in a header: the others stand at the foot of each page, where trust is visible. */
const HEADER_MOST = 6

export type FrameProps = {
  placeName: string
  madeUp: boolean
  title: string
  body: ReactNode
  /** without header and footer */
  bare?: boolean
  nav?: string
  /** what every page says until it is put right; absent: nothing */
  notice?: string
  destinations: readonly Destination[]
  /** where the search box in the header sends what was typed; absent: no search box */
  search?: { action: string; field: string; hint: string }
  viewer?: Viewer
  /** they have another role to change to */
  hasRoles?: boolean
  /** the same on every page of one session; empty where nobody is signed in */
  session: string
  words: ViewerWords
  /** the purposes that the viewer may change to; absent where the page shows no people */
  purposes?: readonly { id: string; label: string }[]
  footer?: FooterFacts
  now: Date
  nonce: string
  stylesheet: string
  scripts: readonly string[]
  /** where a change of purpose comes back to */
  here: string
}

/** How the agreement names what the viewer is: 'ward coordinator', 'Mere General', 'direct care'. */
export type ViewerWords = { role: string; organisation: string; purpose: string }

/** The whole document. What every page has in common is here and nowhere else. */
export function PageFrame(props: FrameProps): ReactNode {
  return (
    <html lang="en-GB">
      <head>
        <meta charSet="utf-8" />
        <title>{`${props.title} – ${props.placeName}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <meta name="theme-color" content="#14313f" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href={props.stylesheet} />
        {props.scripts.map((source) => (
          <script key={source} src={source} defer nonce={props.nonce} />
        ))}
      </head>
      {props.bare ? <BareBody {...props} /> : <WholeBody {...props} />}
    </html>
  )
}

function BareBody({ body, madeUp, placeName }: FrameProps): ReactNode {
  return (
    <body className="cc-bare">
      {madeUp && <MadeUpBanner placeName={placeName} />}
      <main id="main">{body}</main>
    </body>
  )
}

function WholeBody(props: FrameProps): ReactNode {
  return (
    <body>
      <a className="nhsuk-skip-link" href="#main">
        Skip to main content
      </a>
      <SessionNote session={props.session} />
      <PageHeader {...props} />
      {props.viewer && props.purposes && <PurposeBar {...props} purposes={props.purposes} />}
      <main className="cc-main cc-width" id="main" tabIndex={-1}>
        {props.body}
      </main>
      <PageFooter
        facts={props.footer}
        destinations={props.viewer ? props.destinations.slice(HEADER_MOST) : []}
        nav={props.nav}
        now={props.now}
      />
    </body>
  )
}

/** Shown by a script of ours when another window of this browser is in another session: `scripts/session.js`. */
function SessionNote({ session }: { session: string }): ReactNode {
  return (
    <div role="status" data-session={session}>
      <div className="cc-notice" hidden>
        <p className="cc-width">
          In another window somebody has signed in or out here since this page was opened. Nothing
          that you send from it is done; what you type is kept for you. <a href="/">Go to Today</a>
        </p>
      </div>
    </div>
  )
}

function MadeUpBanner(props: { placeName: string }): ReactNode {
  return (
    <div className="cc-made-up">
      <p className="cc-width">
        <strong>{props.placeName} is a made-up place.</strong> Nobody in it is real.
      </p>
    </div>
  )
}

function PageHeader(props: FrameProps): ReactNode {
  const { viewer } = props
  return (
    <header className="cc-header">
      {props.madeUp && <MadeUpBanner placeName={props.placeName} />}
      {props.notice && (
        <div className="cc-notice">
          <p className="cc-width">{props.notice}</p>
        </div>
      )}
      <div className="cc-header__top cc-width">
        <a className="cc-header__name" href="/">
          {props.placeName}
        </a>
        {viewer && props.search && <HeaderSearch search={props.search} />}
        {viewer && (
          <div className="cc-header__account">
            <p>
              <a href="/sessions">
                <strong>{viewer.actor.name}</strong>
                <span className="nhsuk-u-visually-hidden">: where you are signed in</span>
              </a>
              {props.words.organisation && <span>{props.words.organisation}</span>}
              {props.hasRoles && (
                <a href={`/role?return=${encodeURIComponent(props.here)}`}>Change role</a>
              )}
            </p>
            <PostForm action="/sign-out" label="Sign out">
              <button type="submit" className="cc-header__button">
                Sign out
              </button>
            </PostForm>
          </div>
        )}
      </div>
      {viewer && props.destinations.length > 0 && (
        <nav className="cc-header__nav" aria-label="Main">
          <ul className="cc-width">
            <DestinationLinks
              destinations={props.destinations.slice(0, HEADER_MOST)}
              nav={props.nav}
            />
          </ul>
        </nav>
      )}
    </header>
  )
}

function HeaderSearch(props: { search: NonNullable<FrameProps['search']> }): ReactNode {
  const { action, field, hint } = props.search
  return (
    // Sent in the body: what identifies a person does not belong in an address, a history or a log.
    <PostForm action={action} className="cc-header__search" label="Find a person from here">
      <label className="nhsuk-u-visually-hidden" htmlFor="header-search">
        {hint}
      </label>
      <input
        id="header-search"
        name={field}
        type="search"
        placeholder={hint}
        autoComplete="off"
        spellCheck={false}
      />
      <button type="submit" className="cc-header__button">
        Find
      </button>
    </PostForm>
  )
}

function PurposeBar(
  props: FrameProps & { purposes: readonly { id: string; label: string }[] },
): ReactNode {
  const { words, viewer } = props
  const others = props.purposes.filter(({ id }) => id !== viewer?.purpose)
  const standing = [words.role && `as ${words.role}`, words.organisation].filter(
    (word) => word !== '',
  )
  return (
    <section className="cc-purpose" aria-label="What you are looking for">
      <div className="cc-width">
        <p>
          Looking for: <strong>{words.purpose}</strong>
          {standing.length > 0 && `, ${standing.join(', ')}`}
        </p>
        {others.length > 0 && (
          <PostForm
            action="/purpose"
            label={`Change purpose to ${formatList(others.map((o) => o.label))}`}
          >
            <input type="hidden" name="return" value={props.here} />
            <span aria-hidden="true">Change to</span>
            {others.map(({ id, label }) => (
              <button key={id} type="submit" name="purpose" value={id} className="nhsuk-link">
                <span className="nhsuk-u-visually-hidden">Change purpose to </span>
                {label}
              </button>
            ))}
          </PostForm>
        )}
      </div>
    </section>
  )
}
