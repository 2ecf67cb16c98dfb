import type { Room } from '../room.ts'
import { heldNotes } from './audit-notes.ts'
import { heldObjections } from './audit-objections.ts'
import { classAgain, watchClasses } from './class-again.ts'
import { dataClasses } from './data-class.ts'
import { disclosureKind } from './disclosure-kind.ts'
import { FIND_LOOKS, findLooksCommand } from './find-looks.ts'
import { followIdentityErrand } from './follow-identity.ts'
import { hearsListed, LISTED } from './listed.ts'
import { writeMadeUpNotes } from './made-up-notes.ts'
import { notesToday } from './notes-today.ts'
import { objectCommand } from './object.ts'
import { optOutKind } from './opt-out-kind.ts'
import { relationships } from './relationship.ts'
import { settleNote } from './settle-note.ts'
import { takeBackNote } from './take-back-note.ts'
import { withheldLooksKind } from './withheld-looks-kind.ts'
import { writeNoteCommand } from './write-note.ts'

/** What a feed may give, and nobody is shown. */
const OPT_OUTS = {
  id: 'opt-outs',
  what: 'Who has opted out is kept apart, and is shown to nobody',
}

/** What is known about a person, and who may look. */
const FIND = 'record.find'

export const record: Room = {
  name: 'record',
  words: 'records',
  held: ({ databases, clock }) => [
    heldNotes(
      databases.care.short,
      clock,
      [writeNoteCommand, takeBackNote, settleNote].map(({ name }) => name),
    ),
    heldObjections(databases.care.short, clock, [objectCommand.name]),
  ],
  kinds: [optOutKind, disclosureKind, withheldLooksKind],
  relationships,
  dataClasses: [...dataClasses, OPT_OUTS],
  errands: [followIdentityErrand, watchClasses, classAgain],
  news: [{ topic: LISTED, action: 'web.today', hears: hearsListed }],
  commands: [writeNoteCommand, takeBackNote, settleNote, findLooksCommand, objectCommand],
  actions: [
    { name: FIND, does: 'find people and open their records' },
    { name: 'record.looks', does: 'read who has looked at somebody' },
    { name: 'record.figures', does: 'see the figures of the partnership' },
    { name: 'record.own', does: 'read the record that is about themselves' },
  ],
  async pages(app, place) {
    const { registerPages } = await import('./register-pages.ts')
    registerPages(app, place)
  },
  disputed({ personId }) {
    if (personId === undefined) return undefined
    return { href: `/people/${personId}`, verb: 'Open the record', action: FIND }
  },
  today: notesToday,
  madeUp: writeMadeUpNotes,
  destinations: [
    { id: 'people', label: 'People', href: '/people', action: FIND },
    { id: 'looks', label: 'Looks', href: '/looks', action: FIND_LOOKS },
    { id: 'me', label: 'My record', href: '/me', action: 'record.own' },
  ],
}
