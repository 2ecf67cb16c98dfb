import { createHash } from 'node:crypto'
import { type FileKind, lineItems, type Reading, Unreadable } from '../../src/intake/index.ts'
import type { PersonId } from '../../src/kernel/index.ts'
import { personIdOf } from '../../src/people/index.ts'
import { insertReminder } from './queries.ts'

const ID = 'reminder-csv'
const HEADING = /^reminder,patient\r?\n/i

type Told = { readonly personId: PersonId; readonly id: string; readonly says: string }

/** Reminders as a partner keeps them: what it is about, and the partner's own number of the patient. */
export const reminderFile: FileKind = {
  id: ID,
  item: 'Reminder on a line',
  sent: 'reminders as lines of “reminder,patient”',
  holds: 'reminders',
  classes: ['reminders'],
  recognise: ({ isText, start }) => isText && HEADING.test(start),
  async inspect({ bytes }) {
    let lines = 0
    let rows = 0
    for await (const items of lineItems(ID, bytes)) {
      lines = Number(items.at(-1)?.place.replace(/\D/g, '') ?? lines)
      rows += items.filter(({ place }) => !isHeading(place)).length
    }
    return { lines, rows }
  },
  async *cut(bytes) {
    for await (const items of lineItems(ID, bytes)) {
      yield items.filter(({ place }) => !isHeading(place))
    }
  },
  read(bytes, { source }): Reading {
    const [, says, patient] = /^([^,]+),([^,]+)$/.exec(bytes.toString('utf8').trim()) ?? []
    if (says === undefined || patient === undefined) {
      throw new Unreadable('it is not a reminder and a patient, with one comma between them')
    }
    const personId = personIdOf(source, patient)
    const own: Told = { personId, id: idOf(source, patient, says), says }
    const nothing = { said: [], events: [], resources: [], warnings: [], passedOver: [] }
    return { ...nothing, own, about: personId }
  },
  async keep({ tx, now, announce }, own) {
    for (const told of own as readonly Told[]) {
      await insertReminder(tx, { ...told, setAt: now })
      announce('example.reminder', told.id)
    }
  },
}

function isHeading(place: string): boolean {
  return place === 'line 1'
}

/** The same line twice is the same reminder. */
function idOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`]
    .concat(hex.slice(20, 32))
    .join('-')
}
