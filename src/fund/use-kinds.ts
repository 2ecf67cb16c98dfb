import { z } from 'zod'
import { type ClauseSet, clauseKind, id, ids, references, words } from '../agreement/index.ts'
import { formatPounds } from '../kernel/index.ts'
import { formatList, plural } from '../shell/index.ts'
import { factor, pounds } from './clause-fields.ts'
import { needed } from './minimum.ts'

/** What money of a fund may be used for: the kinds of clause that are asked when money is reserved. */

const activity = z.strictObject({
  id: id('the activity’s identifier'),
  name: words('what it is called'),
  area: id('the area of spend to which it belongs, like social-care'),
})
const permitted = z.strictObject({
  funds: ids('the funds for which it holds').min(1),
  activities: z.array(activity).min(1).max(200).describe('what the fund may pay for'),
})
type Permitted = z.infer<typeof permitted>

export const permittedKind = clauseKind({
  kind: 'permitted',
  room: 'fund',
  words: ['list of permitted activities', 'lists of permitted activities'],
  runs: [{ what: 'Money is reserved only for what the fund may pay for' }],
  schema: permitted,
  refers: ({ fields }) => references('fund', fields.funds, 'funds'),
  check: ({ fields }) =>
    fields.activities.flatMap((one, at) =>
      fields.activities.findIndex((other) => other.id === one.id) < at
        ? [{ path: ['activities', at, 'id'], sentence: `The activity ${one.id} stands twice.` }]
        : [],
    ),
  compile: ({ fields }) => ({ rows: { permitted: [fields] } }),
  explain(_, compiled) {
    const { activities } = compiled.rows<Permitted>('permitted')[0]!
    return `The fund pays for ${formatList(activities.map(({ name }) => name))}, and for nothing else.`
  },
  switchesOn: (_, compiled) => [
    plural(compiled.rows<Permitted>('permitted')[0]!.activities.length, 'activity', 'activities'),
  ],
  concerns: () => ['whoever commits money of the fund'],
})

const ringFence = z.strictObject({
  origins: ids('the contributions that it fences').min(1),
  activities: ids('the only activities that they pay for').min(1),
})
type RingFence = z.infer<typeof ringFence>

export const ringFenceKind = clauseKind({
  kind: 'ring-fence',
  room: 'fund',
  words: ['ring-fence', 'ring-fences'],
  runs: [{ what: 'A grant pays only for what it was given for' }],
  schema: ringFence,
  refers: ({ fields }) => references('contribution', fields.origins, 'origins'),
  check: ({ fields }, all) =>
    fields.activities.flatMap((one, at) =>
      activitiesIn(all).has(one)
        ? []
        : [{ path: ['activities', at], sentence: `No list of permitted activities has ${one}.` }],
    ),
  compile: ({ fields }) => ({ rows: { 'ring-fence': [fields] } }),
  explain(_, compiled) {
    const { origins, activities } = compiled.rows<RingFence>('ring-fence')[0]!
    const lists = compiled.table<Permitted>('permitted').flatMap((row) => row.activities)
    const names = activities.map((one) => lists.find(({ id: own }) => own === one)?.name ?? one)
    return `${originNames(compiled, origins)} may pay only for ${formatList(names)}.`
  },
  switchesOn: (_, compiled) => [
    plural(compiled.rows<RingFence>('ring-fence')[0]!.origins.length, 'contribution'),
  ],
  concerns: () => ['whoever commits money of the fund'],
})

function activitiesIn(all: ClauseSet): ReadonlySet<string> {
  const lists = all.of<Permitted>('permitted')
  return new Set(lists.flatMap(({ fields }) => fields.activities.map((one) => one.id)))
}

const minimum = z.strictObject({
  name: words('what the minimum is for, to follow ‘at least so much of it goes to’'),
  origins: ids('the contributions of which so much at least goes there').min(1),
  areas: ids('the areas of spend that count').min(1),
  baseline: pounds('the sum of the year from which it is counted'),
  uplift: factor('what that sum is multiplied by, in quotes: 1 where it stays'),
  warnsBelow: pounds('a warning is given where less than this may still go elsewhere').optional(),
})
type Minimum = z.infer<typeof minimum>

export const minimumKind = clauseKind({
  kind: 'minimum',
  room: 'fund',
  words: ['minimum', 'minimums'],
  runs: [{ what: 'What would make a promised minimum impossible to reach is refused' }],
  schema: minimum,
  refers: ({ fields }) => references('contribution', fields.origins, 'origins'),
  check: ({ fields }, all) => {
    const areas = new Set(
      all
        .of<Permitted>('permitted')
        .flatMap((one) => one.fields.activities.map(({ area }) => area)),
    )
    return fields.areas.flatMap((one, at) =>
      areas.has(one)
        ? []
        : [{ path: ['areas', at], sentence: `No permitted activity is of the area ${one}.` }],
    )
  },
  compile: ({ fields }) => ({ rows: { minimum: [fields] } }),
  explain(_, compiled) {
    const { name, origins, baseline, uplift } = compiled.rows<Minimum>('minimum')[0]!
    return [
      `Of ${originNames(compiled, origins)} at least ${formatPounds(needed(baseline, uplift))} goes to ${name}:`,
      `${baseline} multiplied by ${uplift}. What would make that impossible is refused.`,
    ].join(' ')
  },
  switchesOn: () => ['1 minimum'],
  concerns: () => ['whoever commits money of the fund'],
})

function originNames(
  compiled: { table<R>(table: string): readonly R[] },
  origins: readonly string[],
): string {
  const known = compiled.table<{ id: string; name: string }>('contribution')
  return formatList(origins.map((one) => known.find(({ id: own }) => own === one)?.name ?? one))
}
