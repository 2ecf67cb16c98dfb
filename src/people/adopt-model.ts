import { z } from 'zod'
import { type Errand, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { judgeEverybody, learnFromEverybody } from './match-everybody.ts'
import { nameOfVersion, writeVersion } from './match-model-file.ts'
import { thresholdsOf } from './matching-kind.ts'
import { lockIdentification } from './queries.ts'
import * as queries from './queries-match.ts'
import { IDENTITY } from './say-who.ts'

const LEARN = 'people.learn'
const MATCH_AGAIN = 'people.match-again'
export const MODELS_PATH = '/people/models'

/** Asks that a new version be learnt from all records. It changes nothing until both sides have adopted it. */
export const trainModel = namedCommand({
  name: 'people.train',
  says: 'Asks that a version of the model of matching be learnt from the records',
  label: 'Learn a new version',
  basis: { action: 'people.train', does: 'have a version of the model of matching learnt' },
  input: z.strictObject({}),
  refuses: [],
  preview: () => 'A version is learnt from all records. Nothing changes until both sides adopt it.',
  leads: () => MODELS_PATH,
  async run({ ask }) {
    ask(LEARN, '')
    return { result: {}, entry: {} }
  },
})

export const learnModel: Errand<Place> = {
  name: LEARN,
  does: 'learn a version of the model of matching',
  async run({ tx, now }) {
    const learnt = await learnFromEverybody(tx)
    if (learnt === undefined) return undefined
    const { version, persons } = learnt
    const text = writeVersion(version)
    await queries.insertVersion(tx, { version: nameOfVersion(version), text, persons }, now)
    return undefined
  },
}

/** Says for a side that a version shall judge; when each side has, everybody is judged by it. */
export const adoptModel = namedCommand({
  name: 'people.adopt-model',
  says: 'Says for a side that a version of the model of matching shall judge who is who',
  label: 'Adopt it',
  basis: {
    action: 'people.adopt-model',
    does: 'say for their side that a version of the model of matching shall judge',
  },
  input: z.strictObject({
    version: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'is not the name of a version')
      .meta({ label: 'Version', hidden: true }),
  }),
  refuses: ['no-such-version', 'no-clause', 'not-yours'],
  preview: ({ waitsFor }: { version: string; waitsFor: readonly string[] }) =>
    waitsFor.length === 0
      ? 'Both sides have adopted it then, and all records are judged by it.'
      : 'It waits for the other side then. Until it has adopted it too, nothing changes.',
  leads: () => MODELS_PATH,
  async run({ tx, now, viewer, ask }, { version }, place: Place) {
    const agreement = place.agreement.current()
    if (thresholdsOf(agreement) === undefined) {
      return refuse('no-clause', 'No clause says from where on records are one person’s.', {
        next: 'Propose a clause of kind matching.',
      })
    }
    const known = (await queries.versionsOf(tx)).find((one) => one.version === version)
    if (known === undefined) return refuse('no-such-version', 'There is no such version.')
    const sides = agreement!.sides.map(({ id }) => id)
    const { side, id: actor } = viewer.actor
    if (!sides.includes(side)) return refuse('not-yours', 'You speak for neither side.')
    await queries.insertAdopted(tx, { version, side, actor }, now)
    const waitsFor = sides.filter((one) => one !== side && !known.sides.includes(one))
    if (waitsFor.length === 0) ask(MATCH_AGAIN, version)
    return { result: { version, waitsFor }, entry: { version, side, waitsFor } }
  },
})

export const matchAgain: Errand<Place> = {
  name: MATCH_AGAIN,
  does: 'judge everybody by the version of matching that both sides have adopted',
  async run({ tx, now, follow }, version, { agreement }) {
    const thresholds = thresholdsOf(agreement.current())
    if (thresholds === undefined) return undefined
    await lockIdentification(tx)
    const identities = await judgeEverybody(tx, { version, ...thresholds }, now)
    follow(IDENTITY, new Set(identities))
    return undefined
  },
}

/** A new text may have other thresholds: everybody is judged by them again. */
export const watchThresholds: Errand<Place> = {
  name: 'people.watch-thresholds',
  does: 'look whether a new agreement says otherwise from where on records are one person’s',
  on: 'agreement',
  async run({ tx, ask }, _, { agreement }) {
    await agreement.reload()
    const thresholds = thresholdsOf(agreement.current())
    const inEffect = await queries.versionInEffect(tx)
    if (inEffect === undefined || thresholds === undefined) return undefined
    const { link, review } = thresholds
    if (link !== inEffect.link || review !== inEffect.review) ask(MATCH_AGAIN, inEffect.version)
    return undefined
  },
}
