import type { ReactNode } from 'react'
import { Button, EmptyState, PostForm, SelectField, Table } from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import type { Meeting } from '../item.ts'
import type { Member } from '../member.ts'

/** Who is in the room, each with a button for leaving, and a list of who may come in. */
export function Room(props: {
  view: BoardView
  meeting: Meeting
  members: readonly Member[]
  here: string
}): ReactNode {
  const { view, meeting, members, here } = props
  const absent = members.filter(({ id }) => !meeting.present.has(id))
  return (
    <section>
      <Table
        caption="In the room"
        rows={members.filter(({ id }) => meeting.present.has(id))}
        rowKey={({ id }) => id}
        empty={<EmptyState title="Nobody is in the room yet." />}
        columns={[
          { head: 'Who', cell: ({ name, chair }) => (chair ? `${name}, chair` : name) },
          { head: 'Side', cell: ({ side }) => (side === '' ? 'beside both' : view.sideName(side)) },
          { head: 'Standing', cell: ({ standing }) => standing },
          {
            head: 'Leaves',
            hideHead: true,
            cell: ({ id, name }) => (
              <PostForm action={here} label={`${name} leaves`}>
                <input type="hidden" name="member" value={id} />
                <Button name="event" value="out" kind="link" about={name}>
                  Leaves
                </Button>
              </PostForm>
            ),
          },
        ]}
      />
      {absent.length > 0 && meeting.state !== 'ended' && (
        <PostForm action={here} label="Somebody comes in" className="cc-panel">
          <SelectField
            name="member"
            label="Who comes in?"
            options={absent.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Button name="event" value="in" kind="secondary" small>
            Comes in
          </Button>
        </PostForm>
      )}
    </section>
  )
}
