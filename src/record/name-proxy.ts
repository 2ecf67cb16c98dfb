import { z } from 'zod'
import { proxyRules } from '../access/index.ts'
import { dayInLondon, type PersonId, refuse } from '../kernel/index.ts'
import { readNhsNumber, readPersons } from '../people/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import { keepAct } from './act.ts'
import type { DataClass } from './data-class.ts'
import { factsOn, groundOf, noSuchPerson } from './note-ground.ts'
import { personField } from './note-words.ts'
import { proxyEnds } from './proxy-ends.ts'
import { actsAbout } from './queries-acts.ts'

export const NAME_PROXY = 'record.name-proxy'
/** Whoever has seen the papers sees nothing of the record by that. */
const NEEDS: readonly DataClass[] = ['demographics', 'looks']

type Named = { readonly proxy: string; readonly person: PersonId; readonly until: string }
type Input = {
  person: PersonId
  as: string
  nhsNumber: string
  name: string
  until?: string | undefined
}

/** Says who acts for somebody, as what and until when. What they see and do is said by clauses. */
export const nameProxy = namedCommand({
  name: NAME_PROXY,
  says: 'Says who acts for somebody, and until when',
  label: 'Let somebody act for you',
  basis: { action: NAME_PROXY, does: 'say who acts for somebody' },
  input: z.strictObject({
    person: personField(),
    as: z.string().max(100, 'is longer than 100 characters').meta({ label: 'As what?' }),
    name: z
      .string()
      .trim()
      .min(1, 'is empty')
      .max(120, 'is longer than 120 characters')
      .meta({ label: 'What is their name?' }),
    nhsNumber: z.string().max(20, 'is longer than 20 characters').meta({
      label: 'What is their NHS number?',
      hint: 'They sign in with it, so that nobody else can act for you',
    }),
    until: z.iso.date('is not a day that exists').optional().meta({
      label: 'Until which day?',
      hint: 'Left empty, until the clause ends it',
    }),
  }),
  choices: ({ agreement }: Place) => ({
    as: new Map(
      proxyRules(agreement.current()).map(({ relationship, name }) => [relationship, name]),
    ),
  }),
  refuses: [
    'no-such-person',
    'no-clause',
    'no-number',
    'own-number',
    'named-already',
    'not-theirs',
    'over',
  ],
  preview: ({ until }: Named) =>
    `They may act until the beginning of ${dayInLondon(new Date(until))}. Either of you can end it sooner.`,
  leads: () => '/me#proxies',
  async facts({ tx, viewer, now }, { person }, place: Place) {
    return factsOn(await groundOf(tx, place, viewer, person, now, NEEDS))
  },
  run: (context, input, place: Place) => nameThem(context, input, place),
})

async function nameThem(context: CommandContext, input: Input, place: Place) {
  const { tx, viewer, now, entryId } = context
  const { person, as, name } = input
  const rule = proxyRules(place.agreement.current()).find(({ relationship }) => relationship === as)
  if (rule === undefined) return refuse('no-clause', 'No clause lets anybody act so.')
  const ground = await groundOf(tx, place, viewer, person, now, NEEDS)
  if (ground === undefined) return noSuchPerson()
  const themselves = ground.proved.has('is-the-person')
  if (themselves !== (rule.namedBy === 'person')) {
    const sentence = themselves
      ? 'The partnership writes this down, once it has seen the papers.'
      : 'The person says this themselves.'
    return refuse('not-theirs', sentence, { clause: rule.clause })
  }
  const read = readNhsNumber(input.nhsNumber)
  if (!read.ok) return refuse('no-number', `This is no NHS number: ${read.why}.`)
  const { number: nhsNumber } = read
  const persons = await readPersons(tx, ground.identity)
  if (persons.some((one) => one.nhsNumber === nhsNumber)) {
    return refuse('own-number', 'This is the person’s own number.')
  }
  const standing = await standingProxies(tx, ground.identity, now)
  if (standing.some(({ says }) => says.nhsNumber === nhsNumber && says.as === as)) {
    return refuse('named-already', 'They act already. End that first, to change it.')
  }
  const until = proxyEnds(rule, persons, { from: now, asked: input.until })
  if (until === undefined || until <= now) {
    return refuse('over', 'It would be over already.', { clause: rule.clause })
  }
  const says = { as, name, nhsNumber }
  const whom = { personId: person, members: ground.identity }
  const result: Named = { proxy: entryId, person, until: until.toISOString() }
  return keepAct(context, { kind: 'proxy', ...whom, until, says }, result)
}

/** Who acts for them now. */
export async function standingProxies(
  db: Parameters<typeof actsAbout>[0],
  identity: readonly PersonId[],
  now: Date,
) {
  const acts = await actsAbout(db, identity, ['proxy', 'proxy-end'])
  const ended = new Set(acts.flatMap(({ kind, about }) => (kind === 'proxy-end' ? [about] : [])))
  return acts.filter(
    ({ kind, id, until }) =>
      kind === 'proxy' && !ended.has(id) && until !== undefined && until > now,
  )
}
