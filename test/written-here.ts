import type { TestContext } from 'node:test'
import type { Answer } from '../src/call-command.ts'
import { newId, systemActor, type Viewer } from '../src/kernel/index.ts'
import { personIdOf, type SourcePerson, savePeople } from '../src/people/index.ts'
import { testPerson } from '../src/people/testing.ts'
import { type CareEvent, eventIdOf, IDENTITY } from '../src/record/index.ts'
import { storeEvents } from '../src/record/testing.ts'
import { openTestPlace } from './open-place.ts'

/** All of Southmere with Martha alone in it, on Ward 6 and cared for by whoever the council asked. */
export const NUMBER = '9990123454'
export const MERE = personIdOf('mere-general', 'H1')
export const COUNCIL = personIdOf('southmere-council', 'C1')
export const PRACTICE = personIdOf('southmere-gp', 'P1')
export const NOBODY = personIdOf('mere-general', 'nobody')
const NOW = '2026-03-10T09:00:00Z'

type Who = Partial<Viewer['actor']> & { role: string; organisation: string; side: string }
export function viewer(id: string, who: Who, purpose = 'direct-care'): Viewer {
  return { actor: { id, name: id.replace('.', ' '), via: 'web', ...who }, purpose }
}

const mere = { organisation: 'mere-general', side: 'nhs' }
const council = { organisation: 'southmere-council', side: 'council' }
const ward = { role: 'ward-coordinator', ...mere }
const resident = { role: 'resident', organisation: '', side: '' }
export const PRIYA = viewer('priya.shah', { ...ward, unit: 'Ward 6' })
export const NIGHT = viewer('night.shift', { ...ward, unit: ' WARD  6' })
export const TOM = viewer('tom.ellis', { ...ward, unit: 'Ward 3' })
export const LEE = viewer('lee.carter', { role: 'transfer-hub-coordinator', ...mere })
export const MAYA = viewer('maya.lowe', { role: 'transfer-hub-coordinator', ...council })
export const ANA = viewer('ana.reid', { role: 'social-worker', ...council })
export const ANA_GUARDS = viewer('ana.reid', { role: 'social-worker', ...council }, 'safeguarding')
export const BEN = viewer('ben.hale', { role: 'social-worker', ...council })
export const CARL = viewer('carl.boyd', { role: 'reablement-coordinator', ...council })
export const NADIA = viewer('nadia.khan', {
  role: 'gp',
  organisation: 'mere-street-surgery',
  side: 'nhs',
})
export const OLIVE = viewer('olive.marsden', {
  role: 'care-home-manager',
  organisation: 'the-limes',
  side: '',
})
export const FEMI = viewer('femi.bakare', {
  role: 'voluntary-worker',
  organisation: 'southmere-voluntary',
  side: '',
})
export const PAT = viewer('pat.lowry', {
  role: 'district-officer',
  organisation: 'southmere-districts',
  side: 'council',
})
export const JOAN = viewer('joan.marsh', { role: 'governance-lead', ...council }, 'governance')
export const MARTHA = viewer('martha.okello', { ...resident, nhsNumber: NUMBER }, 'own-record')
export const RUTH = viewer('ruth.okello', { ...resident, nhsNumber: '9990123462' }, 'own-record')

function happens(source: string, key: string, more: Partial<CareEvent>): CareEvent {
  return {
    personId: source === 'mere-general' ? MERE : COUNCIL,
    eventId: eventIdOf(source, '', key),
    kind: 'service',
    status: 'active',
    form: 'message',
    startAt: '2026-03-01T10:12:00Z',
    label: 'Support',
    detail: {},
    saidAt: '2026-03-01T10:12:00Z',
    ...more,
  }
}

const STAY = happens('mere-general', 'V1', {
  kind: 'stay',
  organisation: 'RXS',
  unit: 'Ward 6',
  label: 'Hospital stay',
})
const CARE = [
  happens('southmere-council', 'S1', { organisation: 'E10000099', label: 'Home care' }),
  happens('southmere-council', 'S2', { organisation: 'VXS01', label: 'Befriending' }),
  happens('southmere-council', 'S3', { organisation: 'E07990001', label: 'A rail at the door' }),
  happens('southmere-council', 'S4', {
    organisation: 'E10000099',
    label: 'Respite',
    detail: { providerId: '1-991000001' },
  }),
]
const GP = { code: 'Y90001', name: 'Mere Street Surgery' }

export async function openWritten(t: TestContext) {
  const opened = await openTestPlace(t, { at: NOW })
  const { place, clock } = opened
  /** As a feed would say it: who is who is worked out again, and whoever waits for that is told. */
  const tell = async (people: readonly SourcePerson[], events: readonly CareEvent[] = []) => {
    const command = {
      name: 'test.tell',
      basis: 'public' as const,
      async run({ tx, now, follow }: Parameters<Parameters<typeof place.trail.run>[0]['run']>[0]) {
        const changed = await savePeople(tx, people, now)
        for (const [source, own] of Map.groupBy(events, ({ personId }) =>
          personId === MERE ? 'mere-general' : 'southmere-council',
        )) {
          await storeEvents(tx, source, now, own)
        }
        follow(IDENTITY, changed)
        return { result: null, entry: {} }
      },
    }
    await place.trail.run(command, {
      viewer: { actor: systemActor('test'), purpose: 'direct-care' },
      input: null,
      key: newId(),
    })
    await opened.settle()
  }
  const hospital = testPerson('H1', { nhsNumber: NUMBER })
  const practice = testPerson('P1', { nhsNumber: NUMBER, gpPractice: GP }, 'southmere-gp')
  const known = (nhsNumber: string | undefined) =>
    testPerson('C1', { nhsNumber, birthDate: '1944-03-21' }, 'southmere-council')
  await tell([hospital, practice, known(NUMBER)], [STAY, ...CARE])
  const call = (name: string, who: Viewer, input: object, more = {}): Promise<Answer> =>
    place.call(`record.${name}`, { viewer: who, input, ...more })
  const write = async (who: Viewer, text: string, audience: string, person: string = MERE) => {
    const answer = await call('note', who, { person, text, audience })
    if (!answer.ok) throw new Error(JSON.stringify(answer))
    await opened.settle()
    return (answer.result as { note: string }).note
  }
  return {
    ...opened,
    clock,
    tell,
    call,
    write,
    /** the council finds out that its record is somebody else’s, and then that it was hers after all */
    unmerge: () => tell([known('9990131013')]),
    merge: () => tell([known(NUMBER)]),
  }
}

export function codeOf(answer: Answer): string {
  return answer.ok ? 'ok' : 'refusal' in answer ? answer.refusal.code : 'faults'
}
