import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import { Button, Details, Field, PostForm } from '../../shell/index.ts'
import { DROP_LIST, KEEP_LIST } from '../keep-list.ts'
import { DUE, type LeavingAddress, OURS } from '../list-choices.ts'
import type { SavedList } from '../queries-lists.ts'
import { type Doer, mayReview } from './buttons.tsx'
import { LIST_PATH } from './people-table.tsx'

type Props = { viewer: Viewer; saved: readonly SavedList[]; address: LeavingAddress }

/** The list as wards, hubs, teams and rounds use it, and as somebody keeps it: each is an address. */
export function Lists(props: Props & { place: Pick<Doer, 'whyNot'> }): ReactNode {
  const { viewer, saved, address, place } = props
  const chosen = chosenOf(address.whole)
  const round = addressOf(chosen, '/transfer/round')
  const lists = [...usual(viewer, place), ...saved]
  return (
    <nav aria-label="Lists">
      <ul className="cc-toolbar">
        <li aria-hidden="true">Lists:</li>
        {lists.map((one) => (
          <li key={one.name}>
            <a
              href={addressOf(one.chosen, LIST_PATH)}
              aria-current={one.chosen === chosen ? 'true' : undefined}
            >
              {one.name}
            </a>
          </li>
        ))}
        <li>
          <a href={round}>Board round, to print</a>
        </li>
        <li>
          <a href={addressOf(chosen, '/transfer/wall')}>Show it on a wall</a>
        </li>
      </ul>
    </nav>
  )
}

/** The whole list for a hub, the ward by its beds for a ward, what they hold for a team. */
function usual(viewer: Viewer, place: Pick<Doer, 'whyNot'>): SavedList[] {
  const { unit } = viewer.actor
  const own =
    unit === undefined
      ? []
      : [{ name: unit, chosen: new URLSearchParams({ ward: unit, order: 'bed' }).toString() }]
  const due = mayReview({ viewer, whyNot: place.whyNot })
    ? [{ name: 'Not reviewed', chosen: `reviewed=${DUE}&order=bed` }]
    : []
  return [
    { name: 'Everybody', chosen: '' },
    ...own,
    { name: 'What we hold', chosen: `holder=${OURS}` },
    ...due,
  ]
}

/** Below the list: to keep it under a name, or to drop it. */
export function KeepThis({ saved, address }: Props): ReactNode {
  const chosen = chosenOf(address.whole)
  const kept = saved.find((one) => one.chosen === chosen)
  if (kept !== undefined) {
    const query = new URLSearchParams([
      ['name', kept.name],
      ['then', LIST_PATH],
    ])
    return (
      <p>
        You keep this list as {kept.name}. <a href={`/do/${DROP_LIST}?${query}`}>Drop it</a>
      </p>
    )
  }
  if (chosen === '') return null
  return (
    <Details summary="Keep this list under a name">
      <PostForm action={`/do/${KEEP_LIST}`} label="Keep this list" className="cc-find">
        <input type="hidden" name="chosen" value={chosen} />
        <input type="hidden" name="then" value={address.whole} />
        <Field name="name" label="Name" width={20} />
        <Button name="_step" value="do" small kind="secondary">
          Keep it
        </Button>
      </PostForm>
    </Details>
  )
}

/** Without the page: a list is kept from its beginning. */
function chosenOf(whole: string): string {
  const query = new URLSearchParams(whole.split('?')[1] ?? '')
  query.delete('page')
  return query.toString()
}

function addressOf(chosen: string, path: string): string {
  return chosen === '' ? path : `${path}?${chosen}`
}
