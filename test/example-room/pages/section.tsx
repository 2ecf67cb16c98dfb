import type { ReactNode } from 'react'
import { personSection, type SectionTold } from '../../../src/room.ts'
import { formatDate } from '../../../src/shell/index.ts'
import { FINISH } from '../finish-reminder.ts'
import { type Reminder, remindersOf } from '../queries.ts'
import { reminderCycle, stateOf } from '../reminder-cycle.ts'

type Found = { readonly reminders: readonly Reminder[]; readonly mayFinish: boolean }

/** On the page of a person, for those whom a clause shows reminders. */
export const reminderSection = personSection<Found>({
  id: 'reminders',
  title: 'Reminders',
  shows: 'reminders',
  async read({ databases, whyNot }, viewer, persons) {
    const reminders = await remindersOf(databases.care.short, persons)
    if (reminders.length === 0) return undefined
    return { reminders, mayFinish: whyNot(viewer, FINISH) === undefined }
  },
  draw: (found, told) => <Reminders {...found} {...told} />,
})

function Reminders({ reminders, mayFinish, now }: Found & SectionTold): ReactNode {
  return (
    <ul className="cc-items">
      {reminders.map((reminder) => {
        const { id, personId, says, setAt } = reminder
        const state = stateOf(reminder)
        return (
          <li key={id}>
            {says} (set {formatDate(setAt, now)}, {reminderCycle.states[state]}){' '}
            {mayFinish && reminderCycle.moves.finish.from[state as 'open'] !== undefined && (
              <a href={`/do/${FINISH}?id=${id}&then=/people/${personId}`}>
                {reminderCycle.moves.finish.label}
              </a>
            )}
          </li>
        )
      })}
    </ul>
  )
}
