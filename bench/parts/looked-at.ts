import { join } from 'node:path'
import { openLog, type PersonId, readSettings, toPersonId } from '../../src/kernel/index.ts'
import { openPlace } from '../../src/main.ts'
import { findIdentities } from '../../src/people/index.ts'
import { readPersonas } from '../../src/shell/index.ts'
import { viewerNumbered } from './looks.ts'

/** A place that is not served: as many people have each looked at the record of a persona who is a resident. */
export async function addLooks(dataFolder: string, resident: string, looks: number): Promise<void> {
  const settings = readSettings({ CONCORDAT_DATA: dataFolder, CONCORDAT_MODE: 'made-up' })
  const place = await openPlace(settings, { log: openLog('silent') })
  try {
    const personas = readPersonas(join(import.meta.dirname, '../../places/southmere'))
    const { nhsNumber } = personas
      .flatMap(({ people }) => people)
      .find(({ id }) => id === resident)!
    const [members] = await findIdentities(place.databases.care.short, { nhsNumber: nhsNumber! })
    const identity = members!.map((id): PersonId => toPersonId(id))
    const look = { identity, what: 'person page', outcome: 'allowed', clause: '4.2' } as const
    for (let at = 0; at < looks; at++) await place.trail.look(viewerNumbered(at), [look])
  } finally {
    await place.close()
  }
}
