import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Agreement, actorAt } from '../agreement/index.ts'
import type { Viewer } from '../kernel/index.ts'
import { findIdentities } from '../people/index.ts'
import type { Place } from '../room.ts'
import { personaById, readPersonas } from '../shell/index.ts'
import { lookAtPerson } from './look-at-person.ts'
import { MOVE_INCIDENT, OPEN_INCIDENT } from './move-incident.ts'
import { WATCH } from './watch-person.ts'

const FOUND_AGO_MS = 20 * 3_600_000
const IN_THE_NEWS = 'in-the-news'
const MADE = 'made-up looks that should not have been'

type Row = Record<
  'rule' | 'account' | 'name' | 'role' | 'organisation' | 'unit' | 'nhs_number',
  string
>

/**
 * Looks that should not have been, made by people of Southmere: each in the way of every look, so that some are
 * refused. Somebody in the news is watched first. Made once: the watch has a key.
 */
export async function makeLooksThatShouldNotHaveBeen(
  place: Place,
  say: (text: string) => void,
): Promise<void> {
  const agreement = place.agreement.current()
  const path = join(place.settings.dataFolder, 'made-up', 'truth', 'looks.csv')
  if (agreement === undefined || !existsSync(path)) return
  if ((await place.trail.usedKey(MADE)) !== undefined) return
  const rows = readRows(path)
  const watched = rows.find(({ rule }) => rule === IN_THE_NEWS)
  const joan = viewerBy(place, agreement, 'joan.marsh', WATCH)
  const person = watched && (await personNumbered(place, watched.nhs_number))
  if (person === undefined || joan === undefined) return
  say('Looking where nobody should have looked.')
  const input = { person, reason: 'Was in the evening paper today, with a photograph.' }
  await place.call(WATCH, { viewer: joan, input, key: MADE })
  for (const row of rows) {
    const at = await personNumbered(place, row.nhs_number)
    const { account: id, name, role, organisation, unit } = row
    const actor = actorAt(agreement, { id, name, role, organisation, ...(unit && { unit }) })
    if (at === undefined) place.madeUp.unsaid('a look', 'Nobody has that number.')
    else await lookAtPerson(place, { actor: { ...actor, via: 'web' }, purpose: 'direct-care' }, at)
  }
}

/** A letter went to the wrong house: found yesterday by the council, contained by the hospital, its clock running. */
export async function makeIncident(place: Place): Promise<void> {
  const agreement = place.agreement.current()
  if (agreement === undefined) return
  const key = 'made-up incident'
  const joan = viewerBy(place, agreement, 'joan.marsh', OPEN_INCIDENT)
  const david = viewerBy(place, agreement, 'david.osei', MOVE_INCIDENT)
  if (joan === undefined || david === undefined) return
  if ((await place.trail.usedKey(key)) !== undefined) return
  const foundAt = new Date(place.clock.now().getTime() - FOUND_AGO_MS).toISOString()
  const words =
    'A letter about leaving hospital was sent to the house in which somebody lived before. The new tenant rang us.'
  const opened = await place.call(OPEN_INCIDENT, {
    ...{ viewer: joan, key },
    input: { words, foundAt, people: 1 },
  })
  if (!opened.ok) return
  const { incident } = opened.result as { incident: string }
  const contained =
    'The letter was fetched back unread, and the address put right with the practice.'
  const input = { incident, move: 'contain', words: contained }
  await place.call(MOVE_INCIDENT, { viewer: david, input, key: `${key}, contained` })
}

/** The file is written here and holds nothing that needs quotes but names. */
function readRows(path: string): Row[] {
  const [head = [], ...rows] = readFileSync(path, 'utf8')
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => line.split(',').map((cell) => cell.replaceAll('"', '')))
  return rows.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at]!])) as Row)
}

async function personNumbered({ databases }: Place, nhsNumber: string) {
  const [identity] = await findIdentities(databases.care.short, { nhsNumber })
  return identity?.[0]
}

function viewerBy(
  place: Place,
  agreement: Agreement,
  persona: string,
  does: string,
): Viewer | undefined {
  const who = personaById(readPersonas(place.settings.placeFolder), persona)
  const powers = agreement.table<{ role: string; purpose: string; does: string[] }>('power')
  const power = powers.find((row) => row.role === who?.role && row.does.includes(does))
  if (who === undefined || power === undefined) return undefined
  return { actor: { ...actorAt(agreement, who), via: 'web' }, purpose: power.purpose }
}
