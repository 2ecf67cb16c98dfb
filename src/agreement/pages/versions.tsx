import type { ReactNode } from 'react'
import { formatDateTime, formatFullDate, formatList, Table } from '../../shell/index.ts'
import type { Version } from '../open-agreement.ts'
import type { Base } from './agreement.tsx'

/** Every text that was or is in effect: from when, who signed it, and what it changed. */
export function Versions(props: {
  versions: readonly Version[]
  base: Base
  now: Date
}): ReactNode {
  const { versions, base, now } = props
  const newest = [...versions].reverse()
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <Table
        caption="Every version that was ever in effect, the newest first"
        hideCaption
        rows={newest}
        rowKey={({ number }) => String(number)}
        columns={[
          { head: 'Version', cell: ({ agreement }) => agreement.version },
          { head: 'In effect', cell: (one) => periodOf(one, versions) },
          { head: 'Signed by', cell: ({ agreement }) => signersOf(agreement.signatures, now) },
          {
            head: 'What it changed',
            cell: ({ number }) =>
              number === 1 ? (
                'The first'
              ) : (
                <a href={`${base}/agreement/changes?version=${number}`}>
                  What changed
                  <span className="nhsuk-u-visually-hidden">
                    {` in version ${versions[number - 1]!.agreement.version}`}
                  </span>
                </a>
              ),
          },
        ]}
      />
    </section>
  )
}

function periodOf({ number, effectiveAt }: Version, versions: readonly Version[]): string {
  const next = versions[number]
  const from = formatFullDate(effectiveAt)
  return next === undefined ? `since ${from}` : `${from} to ${formatFullDate(next.effectiveAt)}`
}

function signersOf(signatures: Version['agreement']['signatures'], now: Date): string {
  return formatList(signatures.map(({ name, time }) => `${name}, ${formatDateTime(time, now)}`))
}
