import type { ReactNode } from 'react'
import {
  BackLink,
  capital,
  formatCount,
  formatList,
  plural,
  SummaryList,
} from '../../shell/index.ts'
import type { LoadedFile } from '../load-files.ts'
import type { Sent } from '../send-file.ts'

const KINDS: Record<LoadedFile['kind'], string> = {
  'fhir-bundle': 'FHIR bundle',
  'fhir-resource': 'FHIR resource',
  'fhir-ndjson': 'FHIR, one resource a line',
  hl7v2: 'HL7 v2 messages',
  'cld-csv': 'Client Level Data',
  unreadable: 'of no kind that is read here',
}

/** What became of a file that was sent in: the figures of `load`, and where to see the rest. */
export function Became(props: {
  sent: Extract<Sent, { loaded: LoadedFile }>
  feed: string
}): ReactNode {
  const { sent, feed } = props
  const { name, loaded } = sent
  const { kind, read, quarantined, unchanged, inPart, closed, fault } = loaded
  const quarantine = `/intake/quarantine?source=${encodeURIComponent(feed)}`
  const numbers = [
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
      <p className="cc-lead">
        {name} is {KINDS[kind]}. That you sent it is in the log.
      </p>
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
