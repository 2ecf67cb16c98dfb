import { z } from 'zod'
import { newId, type PersonId, type Queryable, refuse, type Transaction } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { everybody, matchAll } from './match-everybody.ts'
import { versionCalled } from './match-saved.ts'
import type { SourcePerson } from './person.ts'
import { versionInEffect } from './queries-match.ts'
import { identitiesOfAll, insertSample, sampleCalled, writeDrawn } from './queries-sample.ts'
import { Draw, type Groups, kindOf, leastDrawn, SAMPLE_PATH } from './sample.ts'

/** Followed where a sample is to be drawn: by whoever knows of which groups people are. */
export const SAMPLE = 'sample'

/**
 * Has pairs of records drawn, so that people of the sides whose they are say whether they are one person's: how right
 * it is who is who can be known by nothing else where there is no truth beside it.
 */
export const drawSample = namedCommand({
  name: 'people.draw-sample',
  says: 'Has pairs of records drawn, to be looked at',
  label: 'Draw pairs to look at',
  basis: { action: 'people.draw-sample', does: 'have pairs of records drawn, to be looked at' },
  input: z.strictObject({
    each: z.coerce
      .number('is not a number')
      .int('is not a whole number')
      .min(5, 'is fewer than 5')
      .max(500, 'is more than 500')
      .default(20)
      .meta({
        label: 'How many of each group',
        hint: 'Of each group, of pairs that are joined and of those that are not. 20 tell roughly, 100 well.',
      }),
  }),
  refuses: ['no-version'],
  preview: () => 'Pairs are drawn by lot. What was drawn before is told no more.',
  leads: () => SAMPLE_PATH,
  async run({ tx, now, follow }, { each }, _: Place) {
    if ((await versionInEffect(tx)) === undefined) {
      return refuse('no-version', 'Nothing says yet how alike records of one person are.', {
        next: 'A version of the model has to be learnt, and adopted by each side.',
      })
    }
    const sample = newId()
    await insertSample(tx, { sample, each }, now)
    follow(SAMPLE, new Set([sample]))
    return { result: { sample }, entry: { sample, each } }
  },
})

/** Of identities, each with its records, of which groups each is. */
export type GroupsOf = (
  db: Queryable,
  identities: readonly (readonly SourcePerson[])[],
) => Promise<Groups[]>

/** Draws a sample that was asked for, once. */
export async function drawAsked(
  tx: Transaction,
  sample: string,
  groupsOf: GroupsOf,
  at: Date,
): Promise<void> {
  const asked = await sampleCalled(tx, sample)
  const inEffect = await versionInEffect(tx)
  if (asked === undefined || asked.drawn_at !== null || inEffect === undefined) return
  const version = await versionCalled(tx, inEffect.version)
  const [persons, identityOf] = await Promise.all([everybody(tx), identitiesOfAll(tx)])
  const identities = [
    ...Map.groupBy(persons, ({ personId }) => identityOf.get(personId) ?? personId).values(),
  ]
  const groups = await groupsOf(tx, identities)
  const groupOf = new Map(
    identities.flatMap((own, at) => own.map(({ personId }) => [personId, groups[at]!] as const)),
  )
  const draw = new Draw(sample, asked.each)
  for (const one of groups) draw.count(one)
  const of = (id: PersonId) => groupOf.get(id)!
  for (const own of identities) {
    own.forEach((one, at) => {
      for (const other of own.slice(at + 1)) draw.take(one.personId, other.personId, 'linked', of)
    })
  }
  const { pairs } = await matchAll(persons, version, leastDrawn(inEffect))
  for (const { ids, weight } of pairs) {
    const [one, other] = ids
    if (identityOf.get(one) !== identityOf.get(other)) {
      draw.take(one, other, kindOf(weight, inEffect), of)
    }
  }
  await writeDrawn(tx, sample, { strata: draw.strata(), drawn: draw.drawn() }, at)
}
