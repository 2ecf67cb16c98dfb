import { z } from 'zod'
import { byCount, capital, formatFullDate, formatList, plural } from '../shell/index.ts'
import { type ClauseSet, clauseKind, type FaultInText, references } from './clause.ts'
import { day, id, ids, words } from './field.ts'
import type { Party, Side } from './party-kinds.ts'

/** The agreement as a whole: what it is called and which place it is for. */
export type Title = { readonly title: string; readonly version: string; readonly place: string }

/** Whom to ask about a matter: one contact of one party. */
export type Contact = { readonly party: string; readonly who: string; readonly how: string }
export type Responsibility = {
  readonly matter: string
  readonly name: string
  /** the one party that answers for it */
  readonly answerable: string
  readonly with: readonly string[]
  readonly ask: readonly Contact[]
  readonly clause: string
}

/** Matters that fall between the two unless one of them answers for each. */
const MATTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'public-health': 'public health',
    safeguarding: 'safeguarding adults',
    equipment: 'equipment and adaptations',
    'continuing-care': 'NHS continuing healthcare',
    aftercare: 'aftercare under section 117',
    carers: 'unpaid carers',
    'leaving-hospital': 'leaving hospital',
    records: 'records and questions about them',
  }),
)

const titleKind = clauseKind({
  kind: 'agreement',
  room: 'agreement',
  words: ['title', 'titles'],
  runs: [{ what: 'Every page names the agreement that it runs under', always: true }],
  schema: z.strictObject({
    title: words('what the agreement is called'),
    version: z
      .string()
      .regex(/^\d+(\.\d+){0,2}$/, 'is not a version in quotes, like ‘1.2’')
      .describe('its version in quotes, like ‘1.2’'),
    place: words('the name of the place'),
  }),
  checkText: (all) => exactlyOne(all, 'agreement', 'a clause of kind agreement, with its title'),
  compile: ({ fields }) => ({ rows: { agreement: [fields] } }),
  explain(_, compiled) {
    const [title] = compiled.rows<Title>('agreement')
    return `This is ${title!.title}, version ${title!.version}, for ${title!.place}.`
  },
})

const definitionKind = clauseKind({
  kind: 'definition',
  room: 'agreement',
  words: ['definition', 'definitions'],
  declares: 'term',
  schema: z.strictObject({
    term: id('the word that is defined'),
    means: words('what it means, to follow ‘means’'),
  }),
  checkText(all) {
    if (all.declares('definition', 'integration')) return []
    return [{ sentence: 'The text does not define integration: add a definition of that term.' }]
  },
  compile: ({ fields }) => ({ rows: { definition: [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<{ term: string; means: string }>('definition')
    return `“${capital(row!.term.replaceAll('-', ' '))}” means ${row!.means}.`
  },
})

const responsibilityKind = clauseKind({
  kind: 'responsibility',
  room: 'agreement',
  words: ['responsibility', 'responsibilities'],
  declares: 'matter',
  runs: [{ what: 'A refusal says whom to ask', always: true }],
  schema: z.strictObject({
    matter: id('what it is about'),
    name: words('what people call it'),
    answerable: id('the one party that answers for it'),
    with: ids('the parties that work on it too').optional(),
    ask: z
      .array(
        z.strictObject({
          party: id('the party that the contact belongs to'),
          who: words('a post or a team'),
          how: words('a telephone number or an address'),
        }),
      )
      .min(1)
      .describe('whom to ask'),
  }),
  refers: ({ fields }) => [
    ...references('party', fields.answerable, 'answerable'),
    ...references('party', fields.with, 'with'),
    ...fields.ask.map(({ party }, at) => ({
      kind: 'party',
      id: party,
      path: ['ask', at, 'party'],
    })),
  ],
  check({ fields }) {
    const both = fields.with?.indexOf(fields.answerable) ?? -1
    const asked = fields.ask.some(({ party }) => party === fields.answerable)
    return [
      ...(both >= 0 ? [{ path: ['with', both], sentence: 'It is answerable already.' }] : []),
      ...(asked
        ? []
        : [
            {
              path: ['ask'],
              sentence: `Nobody at ${fields.answerable}, which answers for it, can be asked.`,
            },
          ]),
    ]
  },
  checkText(all) {
    return [...MATTERS]
      .filter(([matter]) => !all.declares('responsibility', matter))
      .map(([matter, name]) => ({
        sentence: `Nobody answers for ${name}: add a responsibility with the matter ${matter}.`,
      }))
  },
  compile: ({ fields }) => ({ rows: { responsibility: [{ ...fields, with: fields.with ?? [] }] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<Responsibility>('responsibility')
    const name = partyName(compiled)
    const others = row!.with.length > 0 ? `, working with ${formatList(row!.with.map(name))}` : ''
    const asked = row!.ask.map(({ party, who, how }) => `${who} at ${name(party)}, ${how}`)
    return `${name(row!.answerable)} answers for ${row!.name}${others}. Ask ${asked.join('; or ')}.`
  },
  concerns: (compiled) =>
    compiled
      .rows<Responsibility>('responsibility')
      .flatMap(({ answerable, with: others }) => [answerable, ...others])
      .map(partyName(compiled)),
})

const goalKind = clauseKind({
  kind: 'goal',
  room: 'agreement',
  words: ['goal', 'goals'],
  declares: 'id',
  schema: z.strictObject({
    id: id('the goal’s identifier'),
    goal: words('what will be different, to follow ‘The goal is that’'),
    by: day('the day by which it is to be reached'),
    owners: z
      .array(
        z.strictObject({
          side: id('the side that the owner belongs to'),
          name: words('the owner’s name'),
          post: words('the owner’s post'),
        }),
      )
      .describe('one owner on each side'),
  }),
  refers: ({ fields }) =>
    fields.owners.map(({ side }, at) => ({ kind: 'side', id: side, path: ['owners', at, 'side'] })),
  check({ fields }, all) {
    return all.of<Side>('side').flatMap(({ fields: side }) => {
      const owners = fields.owners.filter((owner) => owner.side === side.id).length
      if (owners === 1) return []
      const found = owners === 0 ? 'none' : String(owners)
      return [
        {
          path: ['owners'],
          sentence: `The goal needs one owner for ${side.name} and has ${found}.`,
        },
      ]
    })
  },
  compile: ({ fields }) => ({ rows: { goal: [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<{
      goal: string
      by: string
      owners: { side: string; name: string; post: string }[]
    }>('goal')
    const sides = compiled.table<Side>('side')
    const owners = row!.owners.map(({ side, name, post }) => {
      return `${name}, ${post}, for ${sides.find(({ id: one }) => one === side)?.name}`
    })
    return `The goal is that ${row!.goal}, by ${formatFullDate(row!.by)}. Both own it: ${owners.join('; ')}.`
  },
})

const undertakingKind = clauseKind({
  kind: 'undertaking',
  room: 'agreement',
  words: ['undertaking', 'undertakings'],
  schema: z.strictObject({
    by: ids('the parties that undertake it').min(1),
  }),
  refers: ({ fields }) => references('party', fields.by, 'by'),
  compile: ({ fields }) => ({ rows: { undertaking: [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<{ by: string[] }>('undertaking')
    const verb = byCount(row!.by.length, 'undertakes', 'undertake')
    const who = formatList(row!.by.map(partyName(compiled)))
    return `${who} ${verb} this. People keep it; the software does not do it for them.`
  },
  concerns: (compiled) =>
    compiled.rows<{ by: string[] }>('undertaking').flatMap(({ by }) => by.map(partyName(compiled))),
})

export const wordKinds = [titleKind, definitionKind, responsibilityKind, goalKind, undertakingKind]

type Tables = { table<R>(name: string): readonly R[] }

function partyName(compiled: Tables): (party: string) => string {
  const parties = compiled.table<Party>('party')
  return (party) => parties.find(({ id: one }) => one === party)?.name ?? party
}

export function exactlyOne(all: ClauseSet, kind: string, what: string): FaultInText[] {
  const found = all.count(kind)
  if (found === 0) return [{ sentence: `The text lacks ${what}.` }]
  const [, second] = all.of(kind)
  if (found === 1) return []
  return [
    {
      clause: second?.number,
      sentence: `The text has ${plural(found, 'clause')} of kind ${kind}; it needs one.`,
    },
  ]
}
