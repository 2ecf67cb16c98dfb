import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type PersonId, personIdField } from '../kernel/index.ts'
import type { Audience } from './note.ts'

const LETTERS_MAX = 4_000
const REASON_MAX = 600

/** Something that can be seen: spaces, marks of direction and joiners alone are nothing. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u
/** What no page shows and PostgreSQL or the log does not take; a tab and a new line are text. */
const CONTROL = /[^\P{Cc}\t\n]/u

export function noteText() {
  return words(LETTERS_MAX, '4,000').meta({
    label: 'Note',
    hint: 'What those who look after this person should know. At most 4,000 characters.',
    rows: 6,
  })
}

export function noteReason(label: string, hint: string) {
  return words(REASON_MAX, '600').meta({ label, hint, rows: 3 })
}

/** May be left empty where it is optional. */
export function shortWords(label: string, hint: string) {
  return words(REASON_MAX, '600').meta({ label, hint, rows: 3 })
}

function words(max: number, said: string) {
  return z
    .string()
    .overwrite((text) => text.replaceAll(/\r\n?/g, '\n').trim())
    .max(max, `is longer than ${said} characters: say what matters`)
    .refine((text) => VISIBLE.test(text), 'is empty')
    .refine((text) => !CONTROL.test(text), 'holds a character that cannot be shown: type it again')
    .refine(
      (text) => text.isWellFormed(),
      'holds half of a character: type it again, or leave out the picture',
    )
}

/** Which note: a page fills it in. */
export function noteId() {
  return z.uuid('is not the id of a note').meta({ label: 'Note', hidden: true })
}

/** Whom: a page fills it in. */
export function personField() {
  return personIdField().meta({ label: 'Person', hidden: true })
}

/** Whom a page took for one person, so that what is written on it is not kept for somebody else. */
export function seenAs(identity: readonly PersonId[]): string {
  return createHash('sha256')
    .update([...identity].sort().join())
    .digest('base64url')
    .slice(0, 22)
}

/** What an entry of the log holds of a text: it proves the text to whoever has it, and tells it to nobody. */
export function proofOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}

/** For whom, as whoever writes chooses it. */
export const AUDIENCE_CHOICES: Readonly<Record<Audience, string>> = {
  team: 'My team: my ward or team, or those of my role',
  side: 'My side: whoever works for the same side as I do',
  everyone: 'Everyone who looks after this person, on both sides, and the person',
}
