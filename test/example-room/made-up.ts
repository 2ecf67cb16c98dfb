import { systemActor } from '../../src/kernel/index.ts'
import { findIdentities } from '../../src/people/index.ts'
import type { Place } from '../../src/room.ts'
import { reminderRule } from './reminder-kind.ts'

const MARTHA = '9990123454'
const MAKER = { actor: systemActor('make the made-up place'), purpose: '' }

/** What the made-up place shows of this room. Its key is always the same, so it is made once. */
export async function setReminders(place: Place, say: (text: string) => void): Promise<void> {
  const under = reminderRule(place.agreement.current())?.clause
  const [martha] = await findIdentities(place.databases.care.short, { nhsNumber: MARTHA })
  if (under === undefined || martha === undefined) return
  say('Setting a reminder.')
  await place.call('example.set-reminder', {
    viewer: MAKER,
    input: { person: martha[0]!, says: 'Ask the daughter about the key safe' },
    key: 'made-up example.set-reminder',
    under,
  })
}
