import type { ReactNode } from 'react'
import { capital, formatCount, Table } from '../../shell/index.ts'
import type { pageOfQuarantine } from '../quarantine.ts'

/** What is wrong with several items alike: what reading them again would change is said before it is done. */
export function ReadTogether(props: {
  found: Pick<Awaited<ReturnType<typeof pageOfQuarantine>>, 'counts' | 'reasons'>
  /** what people call each feed */
  names: ReadonlyMap<string, string>
}): ReactNode {
  const { found, names } = props
  const { counts, reasons } = found
  const sources = [...new Set(counts.map(({ source }) => source))]
  const called = (source: string) => capital(names.get(source) ?? source)
  const all = sources.map((source) => ({
    source,
    reason: undefined,
    count: counts.reduce((sum, one) => sum + (one.source === source ? one.count : 0), 0),
  }))
  return (
    <Table
      caption="When a reader or a mapping has been mended, read again"
      columns={[
        { head: 'From', cell: ({ source }) => called(source) },
        { head: 'Why', cell: ({ reason }) => reason ?? 'For whatever reason' },
        { head: 'Items', cell: ({ count }) => formatCount(count), align: 'right' },
        {
          head: 'Next step',
          hideHead: true,
          cell: (one) => (
            <a
              className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
              href={manyHref(one)}
            >
              See what would change
              <span className="nhsuk-u-visually-hidden">
                {' '}
                of {called(one.source)}: {one.reason ?? 'all'}
              </span>
            </a>
          ),
        },
      ]}
      rows={[...all, ...reasons]}
      rowKey={({ source, reason = '' }) => `${source} ${reason}`}
    />
  )
}

function manyHref({ source, reason }: { source: string; reason?: string | undefined }): string {
  const asked = new URLSearchParams({ source, ...(reason && { reason }) })
  return `/do/intake.replay-many?${asked}&then=/intake/quarantine`
}
