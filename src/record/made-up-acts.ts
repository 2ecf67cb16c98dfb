import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Agreement, actedBy, actorAt, MADE_UP_PLACE } from '../agreement/index.ts'
import { Fault, readTextFile, type Viewer } from '../kernel/index.ts'
import { findIdentities } from '../people/index.ts'
import type { Place } from '../room.ts'
import { personaById, readPersonas } from '../shell/index.ts'

const file = z.strictObject({
  acts: z.array(
    z.strictObject({
      does: z.string(),
      by: z.string(),
      /** the NHS number of a story person */
      about: z
        .string()
        .regex(/^9\d{9}$/, 'must be a made-up NHS number: ten digits that begin with 9'),
      input: z.record(z.string(), z.string()),
    }),
  ),
})
type Draft = z.infer<typeof file>['acts'][number]

/** By the commands by which anybody does it; the keys are always the same, so that it is done once. */
export async function doMadeUpActs(place: Place): Promise<void> {
  const agreement = place.agreement.current()
  if (agreement === undefined) return
  for (const [at, draft] of readDrafts(place.settings.placeFolder).entries()) {
    const { does, by, about, input } = draft
    const viewer = viewerBy(place, agreement, draft)
    const [identity] = await findIdentities(place.databases.care.short, { nhsNumber: about })
    if (viewer === undefined || identity === undefined) {
      place.madeUp.unsaid(does, `${by} is nobody here, or nobody has that number.`)
      continue
    }
    const person = identity[0]!
    await place.call(does, {
      viewer,
      input: { ...input, person },
      key: `made-up ${does} ${at}`,
    })
  }
}

function viewerBy(place: Place, agreement: Agreement, { by, does }: Draft): Viewer | undefined {
  const persona = personaById(readPersonas(place.settings.placeFolder), by)
  const powers = agreement.table<{ role: string; purpose: string; does: string[] }>('power')
  const power = powers.find((row) => row.role === persona?.role && row.does.includes(does))
  if (persona === undefined || power === undefined) return undefined
  const actor = actedBy(MADE_UP_PLACE, actorAt(agreement, persona))
  return { actor, purpose: power.purpose }
}

/** The file stands beside the personas: in the place's folder, which may have been given by that of its agreement. */
function readDrafts(placeFolder: string): Draft[] {
  const path = [placeFolder, join(placeFolder, '..')]
    .map((folder) => join(folder, 'acts.yaml'))
    .find((candidate) => existsSync(candidate))
  if (path === undefined) return []
  const read = file.safeParse(parse(readTextFile(path), { maxAliasCount: 0 }))
  if (read.success) return read.data.acts
  const issue = read.error.issues[0]!
  const what = `the made-up acts cannot be read: ${issue.path.join('.')} ${issue.message}`
  throw new Fault(what, path, 'Correct the file.')
}
