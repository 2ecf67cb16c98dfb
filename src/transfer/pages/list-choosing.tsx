import type { ReactNode } from 'react'
import { Button, capital, ListChoice, plural, SelectField } from '../../shell/index.ts'
import type { TransferRule } from '../clock-kind.ts'
import { DUE, type LeavingAddress, OURS } from '../list-choices.ts'
import { NONE, WAITS_DAYS, WAYS } from '../list-filter.ts'
import type { LeavingList } from '../look-at-list.ts'
import { taskWords } from '../task-kind.ts'
import { wayWords } from '../way-words.ts'

type Props = { list: LeavingList; address: LeavingAddress; rule: TransferRule }
type Option = { value: string; label: string }

/** What is shown of the list: the commonest as links, the rest as a form that makes an address. */
export function Choosing(props: Props): ReactNode {
  const { list, address } = props
  return (
    <>
      <ListChoice
        label="Show"
        address={address}
        name="show"
        options={[
          { label: 'Everybody', count: list.inHospital },
          { value: 'ready', label: 'Who can leave', count: list.ready },
          { value: 'waiting', label: 'Who has waited' },
        ]}
      />
      <Narrowing {...props} />
    </>
  )
}

function Narrowing({ list, address, rule }: Props): ReactNode {
  const { offers } = list
  const wards = new Set([...offers.wards, ...[address.chosen('ward') ?? []].flat()])
  const name = (value: string) => capital(rule.nameOf(value))
  const fields: [name: keyof Names, options: Option[]][] = [
    ['ward', [...wards].map((ward) => ({ value: ward, label: ward }))],
    [
      'holder',
      [
        { value: OURS, label: 'We' },
        ...offers.holders.map((value) => ({ value, label: name(value) })),
        { value: NONE, label: 'Nobody' },
      ],
    ],
    ['task', offers.tasks.map((value) => ({ value, label: capital(taskWords(value)) }))],
    ['pathway', WAYS.map((value) => ({ value, label: capital(wayWords(value) ?? 'not said') }))],
    [
      'council',
      [
        ...offers.councils.map((value) => ({ value, label: name(value) })),
        { value: NONE, label: 'Not known' },
      ],
    ],
    ['waits', WAITS_DAYS.map((value) => ({ value, label: daysWords(value) }))],
    ['reviewed', [{ value: DUE, label: `Not reviewed (${list.unreviewed})` }]],
    [
      'order',
      [
        { value: 'bed', label: 'Ward and bed' },
        { value: 'expected', label: 'Expected to leave' },
      ],
    ],
  ]
  const show = address.chosen('show')
  const chosen = fields.filter(([field]) => address.chosen(field) !== undefined)
  return (
    <details className="cc-known-at">
      <summary>
        {chosen.length === 0
          ? 'Choose who is shown, and in which order'
          : shownWords(fields, address)}
      </summary>
      <form method="get" action="/transfer" aria-label="Who is shown" className="cc-filters">
        {show && <input type="hidden" name="show" value={show} />}
        {fields.map(([field, options]) => (
          <SelectField
            key={field}
            name={field}
            label={NAMES[field]}
            value={address.chosen(field) ?? ''}
            options={[{ value: '', label: field === 'order' ? 'Longest wait' : 'All' }, ...options]}
          />
        ))}
        <Button small>Show these</Button>
        {chosen.length > 0 && <a href="/transfer">Show everybody</a>}
      </form>
    </details>
  )
}

const NAMES = {
  ward: 'Ward',
  holder: 'Who holds something',
  task: 'What is open',
  pathway: 'Way home',
  council: 'Council',
  waits: 'Has waited',
  reviewed: 'Reviewed',
  order: 'Order',
} as const
type Names = typeof NAMES

/** `Ward 6, we hold something` */
function shownWords(
  fields: readonly (readonly [keyof Names, readonly Option[]])[],
  address: LeavingAddress,
): string {
  const words = fields
    .flatMap(([field, options]) => {
      const value = address.chosen(field)
      const label = options.find((one) => one.value === value)?.label ?? value
      return value === undefined ? [] : [`${NAMES[field].toLowerCase()}: ${label}`]
    })
    .join('; ')
  return capital(words)
}

function daysWords(days: string): string {
  return `more than ${plural(Number(days), 'day')}`
}
