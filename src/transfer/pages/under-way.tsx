import type { ReactNode } from 'react'
import type { PersonView } from '../../record/index.ts'
import { type Column, formatDate, Table } from '../../shell/index.ts'

type Item = PersonView['timeline'][number]
type Props = { readonly view: Pick<PersonView, 'timeline'>; readonly now: Date }

const KINDS: ReadonlySet<Item['kind']> = new Set(['request', 'assessment', 'service', 'review'])

/**
 * What a council or the community trust has begun or agreed for somebody, as their own systems tell it: what is being
 * found out, by whom and until when, what has been agreed and when it begins. It holds no minute: what it stands for on
 * the way home is a task, which somebody opens.
 */
export function UnderWay({ view, now }: Props): ReactNode {
  const rows = view.timeline.filter(({ kind, open, status, lastTold }) => {
    return KINDS.has(kind) && lastTold === undefined && (open || status === 'planned')
  })
  if (rows.length === 0) return null
  return (
    <>
      <h2>What is under way for them outside the hospital</h2>
      <Table
        caption="What is under way for them outside the hospital"
        hideCaption
        columns={columnsOf(now)}
        rows={rows}
        rowKey={({ key }) => key}
      />
    </>
  )
}

function columnsOf(now: Date): Column<Item>[] {
  const dated = (text: string | undefined) => (text === undefined ? '' : formatDate(text, now))
  return [
    {
      head: 'What',
      cell: ({ label, status }) => (status === 'planned' ? `${label}, agreed` : label),
    },
    { head: 'From', nowrap: true, cell: ({ startAt }) => dated(startAt) },
    { head: 'Due', nowrap: true, cell: (item) => dated(detailOf(item, 'due')) },
    { head: 'Who', cell: (item) => whoWords(item) },
    { head: 'Why', cell: (item) => detailOf(item, 'reason') ?? '' },
  ]
}

function whoWords(item: Item): string {
  const named = ['worker', 'team', 'provider'].flatMap((name) => detailOf(item, name) ?? [])
  return [...named, ...(named.length === 0 && item.where ? [item.where] : [])].join(', ')
}

function detailOf({ detail }: Item, name: string): string | undefined {
  return detail.find((one) => one.name === name)?.value
}
