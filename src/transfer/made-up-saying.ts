import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { z } from 'zod'
import type { PowerRow } from '../access/index.ts'
import { type Agreement, actedBy, actorAt, MADE_UP_PLACE } from '../agreement/index.ts'
import { askErrand, Fault, readTextFile, type Viewer } from '../kernel/index.ts'
import { IDENTITY, STAYS_COUNTED } from '../record/index.ts'
import type { Place } from '../room.ts'
import { personaById, readPersonas } from '../shell/index.ts'

const AGAIN_MS = 3_000

/** Somebody says something by the command by which anybody does, under a key of its own, so that it is done once. */
export type Saying = (
  by: string,
  name: string,
  input: object,
  key: string,
  how?: { readonly mayBeRefused: boolean },
) => Promise<unknown>

/** What it answers where it was said at an earlier start, perhaps of another stay: nothing is said twice. */
export const SAID_BEFORE = 'said before'

/**
 * Undefined where it is refused, or whoever is meant is nobody or may not: what is more than tried is noted as unsaid.
 */
export function sayingIn(place: Place, agreement: Agreement): Saying {
  const personas = readPersonas(place.settings.placeFolder)
  return async (by, name, input, key, { mayBeRefused } = { mayBeRefused: false }) => {
    const persona = personaById(personas, by)
    const power = agreement
      .table<PowerRow>('power')
      .find(({ role, does }) => role === persona?.role && does.includes(name))
    if (persona === undefined || power === undefined) {
      return place.madeUp.unsaid(name, `${by} is nobody here, or may not.`)
    }
    const actor = actedBy(MADE_UP_PLACE, actorAt(agreement, persona))
    const viewer: Viewer = { actor, purpose: power.purpose }
    const call = { viewer, input, key: `made-up ${name} ${key}`, mayBeRefused }
    const answer = await place.call(name, call)
    if (answer.ok) return answer.result
    return 'refusal' in answer && answer.refusal.code === 'key-used' ? SAID_BEFORE : undefined
  }
}

/** Asks for an errand that says what the made-up place says. */
export async function askToSay(place: Place, errand: string): Promise<void> {
  await askErrand(place.databases.care, errand, [''], place.clock.now())
}

/** When to try again, as long as not all stays are counted; undefined when they are. */
export async function notCountedYet({ errands }: Place, now: Date): Promise<Date | undefined> {
  for (const topic of [IDENTITY, STAYS_COUNTED]) {
    const waits = await errands.waitsSince(topic)
    if (waits !== undefined) return new Date(now.getTime() + AGAIN_MS)
  }
  return undefined
}

/**
 * What is to be said, by a file that stands beside the personas: in the place's folder, which may have been given by
 * that of its agreement. Undefined where there is none.
 *
 * @throws Fault where it cannot be read
 */
export function readToSay<T>(placeFolder: string, name: string, file: z.ZodType<T>): T | undefined {
  const path = [placeFolder, join(placeFolder, '..')]
    .map((folder) => join(folder, name))
    .find((candidate) => existsSync(candidate))
  if (path === undefined) return undefined
  const read = file.safeParse(parse(readTextFile(path), { maxAliasCount: 0 }))
  if (read.success) return read.data
  const issue = read.error.issues[0]!
  const what = `what is to be said cannot be read: ${issue.path.join('.')} ${issue.message}`
  throw new Fault(what, path, 'Correct the file.')
}
