import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  newId,
  type PersonId,
  personIdField,
  type Refusal,
  refuse,
  type Transaction,
} from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import { agreed, isDecidable, pairsMeant, type Saying, THEMSELVES } from './decision.ts'
import { identitiesOf } from './find-identities.ts'
import { identifyPersons } from './identify-persons.ts'
import * as queries from './queries.ts'
import * as decided from './queries-decisions.ts'
import { insertPairs, openDoubtById } from './queries-doubts.ts'
import { sourcesOf } from './queries-numbers.ts'
import { sampledCalled } from './queries-sample.ts'
import { standingOf } from './standing.ts'

/** What is followed where something has changed of an identity: its members, or what is known of them. */
export const IDENTITY = 'identity'
export const DOUBTS_PATH = '/people/doubts'
const REASON_MAX = 600

/** What somebody is asked about: something in doubt, or a pair that was drawn. */
export const referenceFields = {
  doubt: z
    .uuid('is not the reference of a doubt')
    .optional()
    .meta({ label: 'Doubt', hidden: true }),
  sampled: z
    .uuid('is not the reference of a pair')
    .optional()
    .meta({ label: 'Pair that was drawn', hidden: true }),
}

const input = z.strictObject({
  ...referenceFields,
  persons: z
    .tuple([personIdField(), personIdField()])
    .optional()
    .meta({ label: 'Records', hidden: true }),
  reason: reasonField('What have you checked? Do not name residents, patients or staff.'),
})
type Input = z.output<typeof input>

type Result = {
  decision: string
  /** from now on; else sides have not said it yet, or say otherwise */
  holds: boolean
  /** sides that have not said anything yet */
  waitsFor: readonly string[]
  /** they have two valid NHS numbers, and stay apart whatever is said */
  apart?: true
}
type Code = 'no-such-doubt' | 'not-yours' | 'closed' | 'two-numbers'

export const saySame = sayCommand('same', {
  says: 'Says for a side that records are of one person',
  label: 'They are one person',
  does: 'say for their side that records are of one person',
  holds: 'From now on the records are one person’s, on both sides. It can be taken back.',
})
export const sayDifferent = sayCommand('different', {
  says: 'Says for a side that records are of different people',
  label: 'They are different people',
  does: 'say for their side that records are of different people',
  holds: 'From now on the records stay different people’s, on both sides. It can be taken back.',
})

/** Takes back what one's own side has said: who is who is then exactly what it is without it. */
export const undoSaid = namedCommand({
  name: 'people.undo',
  says: 'Takes back what a side said of who is who',
  label: 'Take it back',
  basis: { action: 'people.undo', does: 'take back what their side said of who is who' },
  input: z.strictObject({
    decision: z
      .uuid('is not the reference of a decision')
      .meta({ label: 'Decision', hidden: true }),
    reason: reasonField('Why is it taken back? Do not name residents, patients or staff.'),
  }),
  refuses: ['no-such-decision', 'not-yours'],
  preview: () => 'Who is who is then what it is without what was said.',
  leads: ({ side }: { decision: string; side: string }) =>
    side === THEMSELVES ? '/me' : DOUBTS_PATH,
  async run(context, { decision, reason }, place: Place) {
    const { tx, now, viewer } = context
    await queries.lockIdentification(tx)
    const rows = await decided.decisionById(tx, decision)
    if (rows.length === 0) {
      return refuse('no-such-decision', 'There is no such decision, or it has been taken back.')
    }
    const { side, id } = viewer.actor
    const mayUndo = (row: decided.DecisionRow) =>
      row.side === THEMSELVES ? row.actor === id : row.side === side
    if (!rows.every(mayUndo)) {
      return refuse(
        'not-yours',
        'What somebody has said only their side, or they themselves, take back.',
      )
    }
    const bySide = rows[0]!.side
    const pairs = rows.map(({ person_id, other_id }): [PersonId, PersonId] => [person_id, other_id])
    const persons = [...new Set(pairs.flat())].sort()
    await decided.undoDecisions(tx, pairs, { side: bySide, actor: id, at: now })
    // What others have said of the same pairs holds on.
    await putInEffect(tx, pairs, await sidesOf(tx, place, persons), now)
    await followWho(context, persons)
    const entry = { decision, side: bySide, persons, reason: proofOf(reason) }
    return { result: { decision, side: bySide }, entry, about: persons }
  },
})

const UNTIL_THEN =
  'It holds when every side whose records these are has said the same. Until then nothing changes.'

const COUNTED =
  'It is counted. With two different valid NHS numbers the records stay apart, until its source mends one.'

type Words = { says: string; label: string; does: string; holds: string }

function sayCommand(saying: Saying, { says, label, does, holds }: Words) {
  const name = `people.say-${saying}`
  return namedCommand({
    name,
    says,
    label,
    basis: { action: name, does },
    input,
    refuses: ['no-such-doubt', 'not-yours', 'closed', 'two-numbers'],
    preview: (result: Result) => (result.apart ? COUNTED : result.holds ? holds : UNTIL_THEN),
    leads: () => DOUBTS_PATH,
    async run(context, said, place: Place) {
      const { tx, now, viewer } = context
      await queries.lockIdentification(tx)
      const meant = await whoIsMeant(tx, said, saying)
      if ('code' in meant) return meant
      const sides = await sidesOf(tx, place, meant.persons)
      const { id, side, organisation } = viewer.actor
      if (!sides.includes(side)) {
        return refuse('not-yours', 'None of these records comes from your side.')
      }
      const apart = saying === 'same' && (await haveTwoNumbers(tx, meant.persons))
      // Of a pair that was drawn it is said what is so, to be counted.
      if (apart && said.sampled === undefined) {
        return refuse('two-numbers', 'These records have two different valid NHS numbers.', {
          next: 'Ask the source whose number is wrong to put it right: then they join by themselves.',
        })
      }
      const { pairs } = meant
      const decisionId = newId()
      await decided.undoDecisions(tx, pairs, { side, actor: id, at: now })
      const decision = { decisionId, pairs, says: saying, side, actor: id, organisation }
      await decided.insertDecision(tx, { ...decision, reason: said.reason }, now)
      const effect = apart
        ? await onlyCounted(tx, pairs, sides)
        : await putInEffect(tx, pairs, sides, now)
      await followWho(context, meant.persons)
      const result: Result = { decision: decisionId, ...effect }
      const entry = {
        decision: decisionId,
        says: saying,
        side,
        persons: meant.persons,
        ...effect,
        reason: proofOf(said.reason),
        ...(said.doubt === undefined ? {} : { doubt: said.doubt }),
        ...(said.sampled === undefined ? {} : { sampled: said.sampled }),
      }
      return { result, entry, about: meant.persons }
    },
  })
}

/** The sides whose records these are. */
export async function sidesOf(
  tx: Transaction,
  { agreement }: Place,
  persons: readonly PersonId[],
): Promise<string[]> {
  const standing = standingOf(agreement.current())
  const sources = await sourcesOf(tx, persons)
  return [...new Set([...sources.values()].flatMap((one) => standing(one).side ?? []))]
}

/** What is said of a pair that was drawn is said of its two records. */
async function inputMeant(
  tx: Transaction,
  { sampled, ...said }: Input,
): Promise<Input | undefined> {
  if (sampled === undefined) return said
  const pair = await sampledCalled(tx, sampled)
  return pair && { reason: said.reason, persons: [...pair.persons] }
}

type Meant = { persons: PersonId[]; pairs: [PersonId, PersonId][] }

async function whoIsMeant(
  tx: Transaction,
  said: Input,
  saying: Saying,
): Promise<Meant | Refusal<Code>> {
  const { doubt, persons } = (await inputMeant(tx, said)) ?? {}
  const row = doubt === undefined ? undefined : await openDoubtById(tx, doubt)
  const meant = row?.persons ?? persons
  if (meant === undefined || (doubt !== undefined && row === undefined)) {
    return refuse('no-such-doubt', 'There is no such doubt, or it has been settled meanwhile.')
  }
  if (row !== undefined && !isDecidable(row)) {
    return refuse('closed', 'This is settled by a source, not by saying who is who.', {
      next: 'Ask the sources which of them is right.',
    })
  }
  const identities = await identitiesOf(tx, meant)
  const named = persons !== undefined && new Set(persons).size === 2
  // Records that nobody has are answered as those are that are not one's own.
  if (identities.length === 0 && !named) {
    return refuse('no-such-doubt', 'There are no such records.')
  }
  const groups = identities.map((identity) => identity.filter((id) => meant.includes(id)))
  // Two who are named may be one person now: then it is of these two that something is said.
  const pairs = named && row === undefined ? [[...persons].sort()] : pairsMeant(groups, saying)
  if (pairs.length === 0) return refuse('closed', 'These records are one person’s already.')
  return { persons: [...new Set(pairs.flat())].sort(), pairs: pairs as [PersonId, PersonId][] }
}

async function haveTwoNumbers(tx: Transaction, persons: readonly PersonId[]): Promise<boolean> {
  const rows = await queries.readPersons(tx, persons)
  return new Set(rows.flatMap(({ said }) => said.nhsNumber ?? [])).size > 1
}

/** Puts down what holds of each pair now. */
export async function putInEffect(
  tx: Transaction,
  pairs: readonly [PersonId, PersonId][],
  needed: readonly string[],
  now: Date,
): Promise<Pick<Result, 'holds' | 'waitsFor'>> {
  const rows = await decided.decisionsOf(
    tx,
    pairs.map(([a]) => a),
  )
  const saidOf = ([a, b]: readonly [PersonId, PersonId]) =>
    rows
      .filter((row) => row.person_id === a && row.other_id === b)
      .map(({ says, side }) => ({ a, b, says, side }))
  await decided.deleteSaid(tx, pairs)
  const waiting = new Set<string>()
  let held = 0
  for (const pair of pairs) {
    const said = saidOf(pair)
    const holds = agreed(said, needed)
    for (const side of needed) if (!said.some((one) => one.side === side)) waiting.add(side)
    if (holds === undefined) continue
    held += 1
    await insertPairs(tx, [{ a: pair[0], b: pair[1], says: holds }], now)
  }
  return { holds: held === pairs.length, waitsFor: [...waiting].sort() }
}

/** Two numbers are never one person's: what is said of them is known, and joins nobody. */
async function onlyCounted(
  tx: Transaction,
  pairs: readonly [PersonId, PersonId][],
  needed: readonly string[],
): Promise<Omit<Result, 'decision'>> {
  const rows = await decided.decisionsOf(
    tx,
    pairs.map(([a]) => a),
  )
  const said = new Set(
    rows.flatMap((row) => (pairs.some(([, b]) => b === row.other_id) ? row.side : [])),
  )
  return { holds: false, waitsFor: needed.filter((side) => !said.has(side)), apart: true }
}

export async function followWho(
  { tx, now, follow }: CommandContext,
  persons: readonly PersonId[],
): Promise<void> {
  const identities = await identifyPersons(tx, persons, now)
  follow(IDENTITY, new Set(identities))
}

export function reasonField(hint: string) {
  return z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(REASON_MAX, `is longer than ${REASON_MAX} characters`)
    .meta({ label: 'Why?', hint, rows: 3 })
}

export function proofOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
