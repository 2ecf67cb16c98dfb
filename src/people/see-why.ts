import { z } from 'zod'
import { type PersonId, refuse, type Transaction } from '../kernel/index.ts'
import { namedCommand } from '../trail/index.ts'
import { Few } from './match-few.ts'
import { versionCalled } from './match-saved.ts'
import { probability } from './match-score.ts'
import { type WhySaid, whyWords } from './match-words.ts'
import { readPersons } from './queries.ts'
import { openDoubtById } from './queries-doubts.ts'
import { versionInEffect } from './queries-match.ts'
import { sampledCalled } from './queries-sample.ts'
import { SAMPLE_PATH } from './sample.ts'
import { DOUBTS_PATH, referenceFields } from './say-who.ts'

export type SeenWhy = {
  readonly doubt?: string
  readonly sampled?: string
  readonly persons: readonly string[]
  readonly probability: number
  /** the strongest first */
  readonly why: readonly WhySaid[]
}

/**
 * What speaks for and against two records' being one person's. It tells how far they agree, which is something of
 * whoever they are about: that it was looked at is among their looks.
 */
export const seeWhy = namedCommand({
  name: 'people.see-why',
  says: 'Sees what speaks for and against records being of one person',
  label: 'What speaks for and against',
  basis: {
    action: 'people.see-why',
    does: 'see what speaks for and against records being of one person',
  },
  input: z.strictObject(referenceFields),
  refuses: ['no-such-doubt', 'no-version'],
  preview: () => 'That you look is written down, and whoever it is about can read it.',
  leads: ({ doubt, sampled }: SeenWhy) =>
    doubt === undefined ? `${SAMPLE_PATH}/${sampled}` : `${DOUBTS_PATH}/${doubt}`,
  async run({ tx }, asked) {
    const row = await askedFor(tx, asked)
    if (row === undefined || row.persons.length !== 2) {
      return refuse('no-such-doubt', 'There is no such doubt, or it has been settled meanwhile.')
    }
    const inEffect = await versionInEffect(tx)
    if (inEffect === undefined) {
      return refuse('no-version', 'Nothing says yet how alike records of one person are.', {
        next: 'A version of the model has to be learnt, and adopted by each side.',
      })
    }
    const version = await versionCalled(tx, inEffect.version)
    const persons = (await readPersons(tx, row.persons)).map(({ said }) => said)
    const few = new Few(version, persons)
    const result: SeenWhy = {
      ...asked,
      persons: row.persons,
      probability: probability(few.weigh(0, 1)),
      why: few.why(0, 1).map((why) => whyWords(version, why)),
    }
    return { result, entry: { ...asked, version: inEffect.version }, about: [...row.persons] }
  },
})

async function askedFor(
  tx: Transaction,
  { doubt, sampled }: { doubt?: string | undefined; sampled?: string | undefined },
): Promise<{ persons: readonly PersonId[] } | undefined> {
  if (doubt !== undefined) return openDoubtById(tx, doubt)
  return sampled === undefined ? undefined : sampledCalled(tx, sampled)
}
