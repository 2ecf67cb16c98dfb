import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { PowerRow } from '../access/index.ts'
import { type Agreement, actedBy, actorAt, MADE_UP_PLACE } from '../agreement/index.ts'
import {
  type Actor,
  addDays,
  dayInLondon,
  Fault,
  instantsInLondon,
  isRefusal,
  readTextFile,
} from '../kernel/index.ts'
import { findIdentities } from '../people/index.ts'
import type { Place } from '../room.ts'
import { personaById, readPersonas } from '../shell/index.ts'
import { inPlace, type NamedCommand } from '../trail/index.ts'
import { AUDIENCES } from './note.ts'
import { writeNote, writeNoteCommand } from './write-note.ts'

const file = z.strictObject({
  notes: z.array(
    z.strictObject({
      /** the NHS number of a story person */
      about: z
        .string()
        .regex(/^9\d{9}$/, 'must be a made-up NHS number: ten digits that begin with 9'),
      by: z.string(),
      daysAgo: z.int().min(1),
      /** in London */
      at: z.string().regex(/^\d{2}:\d{2}$/, 'must be a time like 09:40'),
      audience: z.enum(AUDIENCES),
      text: z.string().min(1),
    }),
  ),
})
type Draft = z.infer<typeof file>['notes'][number]

/**
 * What the made-up place shows of what people write: true in the past, and learnt then. By the command that anybody
 * writes by, so that its agreement is asked and the log says so; the keys are always the same, so that it is done once.
 */
export async function writeMadeUpNotes(place: Place, tell: (text: string) => void): Promise<void> {
  const agreement = place.agreement.current()
  const drafts = readDrafts(place.settings.placeFolder)
  if (agreement === undefined || drafts.length === 0) return
  tell('Writing what people of both sides have noted.')
  for (const [number, draft] of drafts.entries()) await write(place, agreement, draft, number)
}

async function write(
  place: Place,
  agreement: Agreement,
  draft: Draft,
  number: number,
): Promise<void> {
  const { about, by, daysAgo, at, audience, text } = draft
  const writer = writerBy(place, agreement, by)
  const [identity] = await findIdentities(place.databases.care.short, { nhsNumber: about })
  if (writer === undefined || identity === undefined) {
    const why =
      writer === undefined ? `${by} is nobody here, or may not.` : 'Nobody has that number.'
    return place.madeUp.unsaid(`note ${number + 1}`, why)
  }
  const day = addDays(dayInLondon(place.clock.now()), -daysAgo)
  const then = new Date(instantsInLondon(Date.parse(`${day}T${at}Z`))[0])
  const command = inPlace<Place>(
    {
      ...writeNoteCommand,
      run: (context, input) => writeNote(context, place, input, { writer: writer.actor, then }),
    } as NamedCommand<Place>,
    place,
  )
  const actor = actedBy(MADE_UP_PLACE, writer.actor)
  const answer = await place.trail.done(command, {
    viewer: { actor, purpose: writer.purpose },
    input: { person: identity[0]!, text, audience },
    key: `made-up record.note ${number}`,
  })
  if (isRefusal(answer)) place.madeUp.unsaid(`note ${number + 1}`, answer.sentence, answer.code)
}

function writerBy(
  place: Place,
  agreement: Agreement,
  id: string,
): { actor: Actor; purpose: string } | undefined {
  const persona = personaById(readPersonas(place.settings.placeFolder), id)
  const power = agreement
    .table<PowerRow>('power')
    .find(({ role, does }) => role === persona?.role && does.includes(writeNoteCommand.name))
  if (persona === undefined || power === undefined) return undefined
  return { actor: actorAt(agreement, persona), purpose: power.purpose }
}

/** The file stands beside the personas: in the place's folder, which may have been given by that of its agreement. */
function readDrafts(placeFolder: string): Draft[] {
  const path = [placeFolder, join(placeFolder, '..')]
    .map((folder) => join(folder, 'notes.yaml'))
    .find((candidate) => existsSync(candidate))
  if (path === undefined) return []
  const read = file.safeParse(parse(readTextFile(path), { maxAliasCount: 0 }))
  if (read.success) return read.data.notes
  const issue = read.error.issues[0]!
  const what = `the made-up notes cannot be read: ${issue.path.join('.')} ${issue.message}`
  throw new Fault(what, path, 'Correct the file.')
}
