import type { ReactNode } from 'react'
import { Button, capital, SelectField } from '../../shell/index.ts'
import { CHANGES, type Change, type Rehearsal, rehearse, SAYINGS } from '../rehearsal.ts'
import { TreePicture } from './tree-picture.tsx'

/** What to do to which of the eight entries, from the address. */
export type Try = { change: Change; place: number }

const WORDS: Record<Change, { deed: string; done: string }> = {
  text: { deed: 'change what it says', done: 'you changed what it says' },
  remove: { deed: 'take it out', done: 'you took it out' },
  swap: { deed: 'swap it with its neighbour', done: 'you swapped it with its neighbour' },
  cut: { deed: 'cut the log off before it', done: 'you cut the log off before it' },
}

/** Undefined where nothing, or nothing sensible, was asked for. */
export function readTry(query: unknown): Try | undefined {
  const { change, entry } = query as { change?: string; entry?: string }
  const place = Number(entry)
  const known = CHANGES.find((one) => one === change)
  const fits = Number.isInteger(place) && place >= 0 && place < SAYINGS.length
  return known !== undefined && entry !== '' && fits ? { change: known, place } : undefined
}

/** A form that alters a copy of a small log, and what `trail verify` says of it. */
export function TryIt(props: { action: string; asked?: Try }): ReactNode {
  const { asked } = props
  const log = rehearse(asked?.change, asked?.place)
  return (
    <section className="cc-panel" id="try">
      <h2>Try to rewrite it</h2>
      <p>
        Here is a copy of a small log: eight invented entries, signed and confirmed by two
        witnesses. Do to it what somebody with every right on the database could do. Only the copy
        is touched.
      </p>
      <div className="cc-columns">
        <div>
          <ol start={0}>
            {log.sayings.map((saying, at) => (
              <li key={SAYINGS[at]}>
                {saying === SAYINGS[at] ? saying : <Altered now={saying} />}
              </li>
            ))}
          </ol>
          <form method="get" action={`${props.action}#try`} aria-label="Change the copy">
            <SelectField
              name="entry"
              label="Which entry"
              value={String(asked?.place ?? 2)}
              options={ENTRIES}
            />
            <SelectField
              name="change"
              label="What to do to it"
              value={asked?.change ?? 'text'}
              options={DEEDS}
            />
            <Button kind="secondary">Change the copy and check it</Button>
          </form>
        </div>
        <div>
          <TreePicture log={log} label={pictureLabel(log, asked)} />
          {asked && <Outcome log={log} asked={asked} action={props.action} />}
        </div>
      </div>
    </section>
  )
}

function Altered(props: { now: string | undefined }): ReactNode {
  return <strong>{props.now ?? 'gone'}</strong>
}

const ENTRIES = SAYINGS.map((_, at) => ({ value: String(at), label: `Entry ${at}` }))
const DEEDS = CHANGES.map((change) => ({ value: change, label: capital(WORDS[change].deed) }))

function Outcome(props: { log: Rehearsal; asked: Try; action: string }): ReactNode {
  const { log, asked } = props
  return (
    <div role="status">
      <h3>The log is not in order</h3>
      <p>
        Entry {asked.place}: {WORDS[asked.change].done}. The check says:
      </p>
      <ul>
        {log.faults.map(({ entry, what }) => (
          <li key={`${entry} ${what}`}>{entry === '' ? what : `${capital(entry)}: ${what}`}</li>
        ))}
      </ul>
      <p>
        <a href={`${props.action}#try`}>Put the copy back as it was</a>
      </p>
    </div>
  )
}

function pictureLabel({ nodes }: Rehearsal, asked: Try | undefined): string {
  if (asked === undefined) {
    return 'Eight entries; above them, pair by pair, the fingerprints that they make, up to one.'
  }
  const changed = nodes.filter((node) => node.changed)
  const top = changed.some(({ height }) => height === 3) ? ', the one at the top among them' : ''
  return `${changed.length} of ${nodes.length} fingerprints are not what they were${top}.`
}
