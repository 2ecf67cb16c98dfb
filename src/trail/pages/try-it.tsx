import type { ReactNode } from 'react'
import { Button, SelectField, SummaryList } from '../../shell/index.ts'
import { CHANGES, type Change, type Rehearsal, rehearse, SAYINGS } from '../rehearsal.ts'
import { TreePicture } from './tree-picture.tsx'

/** What to do to which of the eight entries, from the address. */
export type Try = { change: Change; place: number }

const WORDS: Record<Change, string> = {
  text: 'change what it says',
  remove: 'take it out',
  swap: 'let it change places with the next',
  cut: 'cut the log off before it',
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
        Here is a copy of a small log: eight invented entries. Do to it what somebody with every
        right on the database could do. Nothing but the copy is touched.
      </p>
      <div className="cc-columns">
        <div>
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
        </div>
      </div>
      {asked && <Outcome log={log} asked={asked} action={props.action} />}
    </section>
  )
}

const ENTRIES = SAYINGS.map((saying, at) => ({ value: String(at), label: `${at}: ${saying}` }))
const DEEDS = CHANGES.map((change) => ({ value: change, label: capital(WORDS[change]) }))

function Outcome(props: { log: Rehearsal; asked: Try; action: string }): ReactNode {
  const { log, asked } = props
  return (
    <div role="status">
      <h3>What the check says</h3>
      <SummaryList
        rows={[
          { key: 'You did this', value: `Entry ${asked.place}: ${WORDS[asked.change]}.` },
          {
            key: 'The log is not in order',
            value: (
              <ul>
                {log.faults.map(({ entry, what }) => (
                  <li key={`${entry} ${what}`}>
                    {entry === '' ? what : `${capital(entry)}: ${what}`}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
      <p>
        <a href={`${props.action}#try`}>Put the copy back as it was</a>
      </p>
    </div>
  )
}

function pictureLabel({ nodes }: Rehearsal, asked: Try | undefined): string {
  if (asked === undefined) {
    return 'Eight entries at the bottom; above them, pair by pair, the fingerprints that they make, up to one at the top.'
  }
  const changed = nodes.filter((node) => node.changed)
  const top = changed.some(({ height }) => height === 3)
  return `${changed.length} of ${nodes.length} fingerprints are not what they were${top ? ', the one at the top among them' : ''}.`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
