import type { Room } from '../room.ts'
import { dataClasses } from './data-class.ts'
import { rebuildOccurrencesErrand } from './rebuild-occurrences.ts'
import { registerPages } from './register-pages.ts'
import { relationships } from './relationship.ts'

/** What is known about a person, and who may look. */
export const record: Room = {
  name: 'record',
  words: 'records',
  relationships,
  dataClasses,
  errands: [rebuildOccurrencesErrand],
  actions: [
    { name: 'record.find', does: 'find people and open their records' },
    { name: 'record.looks', does: 'read who has looked at somebody' },
    { name: 'record.own', does: 'read the record that is about themselves' },
  ],
  pages: registerPages,
  destinations: [
    { id: 'people', label: 'People', href: '/people', action: 'record.find' },
    { id: 'me', label: 'My record', href: '/me', action: 'record.own' },
  ],
}
