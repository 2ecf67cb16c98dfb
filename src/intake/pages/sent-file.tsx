import type { ReactNode } from 'react'
import {
  BackLink,
  capital,
  formatCount,
  formatList,
  plural,
  SummaryList,
} from '../../shell/index.ts'
import type { FileKind } from '../kind.ts'
import type { LoadedFile } from '../load-files.ts'
import type { Sent } from '../send-file.ts'

/** What became of a file that was sent in: the figures of `load`, and where to see the rest. */
export function Became(props: {
  sent: Extract<Sent, { loaded: LoadedFile }>
  feed: string
  kinds: readonly FileKind[]
}): ReactNode {
  const { sent, feed, kinds } = props
  const { name, loaded } = sent
  const { kind, read, quarantined, unchanged, inPart, closed, fault } = loaded
  const quarantine = `/intake/quarantine?source=${encodeURIComponent(feed)}`
  const item = kinds.find(({ id }) => id === kind)?.item
  const numbers = [
    ...(item === undefined ? [] : [{ key: 'What', value: item }]),
    { key: 'Read', value: plural(read, 'item') },
    { key: 'New', value: formatCount(loaded.new) },
    { key: 'Unchanged', value: formatCount(unchanged) },
    { key: 'Quarantined', value: formatCount(quarantined) },
    ...(inPart > 0 ? [{ key: 'Read in part', value: formatCount(inPart) }] : []),
    ...(closed > 0 ? [{ key: 'Closed', value: formatCount(closed) }] : []),
  ]
  return (
    <>
      <BackLink href="/intake">Feeds</BackLink>
      <h1>{headingOf(loaded)}</h1>
      <p className="cc-lead">{name} was read. That you sent it is in the log.</p>
      {fault !== undefined && (
        <p className="cc-flag cc-flag--alert">
          The rest of it could not be taken: {fault.message}. {fault.remedy}
        </p>
      )}
      <SummaryList rows={numbers} />
      {quarantined > 0 && (
        <p>
          <a href={quarantine}>See what could not be read</a>
        </p>
      )}
      <Warnings warnings={loaded.warnings} />
      <p>
        <a href="/intake/send">Send another file</a>
      </p>
    </>
  )
}

function headingOf(loaded: LoadedFile): string {
  const said = [
    ...(loaded.new > 0 ? [`${formatCount(loaded.new)} new`] : []),
    ...(loaded.quarantined > 0 ? [`${formatCount(loaded.quarantined)} could not be read`] : []),
  ]
  if (said.length > 0) return `${plural(loaded.read, 'item')}: ${formatList(said)}`
  return loaded.read === 0 ? 'Nothing stands in it' : 'Everything in it was here already'
}

function Warnings({ warnings }: Pick<LoadedFile, 'warnings'>): ReactNode {
  const said = Object.entries(warnings)
  if (said.length === 0) return null
  return (
    <>
      <h2>Read with care</h2>
      <ul>
        {said.map(([sentence, count]) => (
          <li key={sentence}>
            {capital(sentence)}
            {count > 1 && ` (${plural(count, 'time')})`}.
          </li>
        ))}
      </ul>
    </>
  )
}
