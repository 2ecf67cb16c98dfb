import { z } from 'zod'
import { clauseKind, id, ids, references, words } from '../agreement/index.ts'
import { formatFullDate, plural } from '../shell/index.ts'
import { day } from './clause-fields.ts'

const schema = z.strictObject({
  id: id('the fund’s identifier, of one year'),
  name: words('what the fund of that year is called'),
  from: day('the first day of its year'),
  until: day('the last day of its year'),
  form: z
    .enum(['pooled', 'lead', 'aligned'], 'must be pooled, lead or aligned')
    .describe(
      'pooled: one pot; lead: one partner buys for the other; aligned: each keeps its own, seen together',
    ),
  host: id('the party that keeps its books, and as whose its value added tax is dealt with'),
  boards: z
    .array(words('a health and wellbeing board'))
    .min(1)
    .describe('the health and wellbeing boards whose area it is for'),
  commits: z
    .enum(['promised', 'received'], 'must be promised or received')
    .describe('whether what partners have promised may be set aside before it has come'),
  draws: ids(
    'the contributions that a scheme uses first, in their order; left out, what came first',
  )
    .min(1)
    .optional(),
})
type Fields = z.infer<typeof schema>

/** A fund of one year: each year keeps its own rules, because each has its own clauses. */
export const fundKind = clauseKind({
  kind: 'fund',
  room: 'fund',
  words: ['fund', 'funds'],
  declares: 'id',
  runs: [{ what: 'Every pound of the fund is kept in books that both sides read' }],
  schema,
  refers: ({ fields }) => [
    ...references('party', fields.host, 'host'),
    ...references('contribution', fields.draws, 'draws'),
  ],
  check: ({ fields: { from, until } }) =>
    from < until
      ? []
      : [{ path: ['until'], sentence: `The year ends on ${until}, before it begins.` }],
  compile: ({ fields }) => ({ rows: { fund: [fields] } }),
  explain(_, compiled) {
    const [fund] = compiled.rows<Fields>('fund')
    const { name, from, until, host, form, commits, draws } = fund!
    const parties = compiled.table<{ id: string; name: string }>('party')
    const nameOf = (one: string) => parties.find(({ id: own }) => own === one)?.name ?? one
    const kept = FORMS.get(form)!
    const when =
      commits === 'promised'
        ? 'What partners have promised for the year may be set aside before it has come.'
        : 'Only what has come may be set aside.'
    const order =
      draws === undefined
        ? 'A scheme uses first what came to it first.'
        : `A scheme uses ${draws.join(', then ')} before anything else.`
    return [
      `${name} is for ${formatFullDate(from)} to ${formatFullDate(until)}. ${kept}`,
      `${nameOf(host)} keeps its books and deals with its value added tax. ${when} ${order}`,
    ].join(' ')
  },
  switchesOn: (_, compiled) => {
    const { boards } = compiled.rows<Fields>('fund')[0]!
    return ['1 fund', plural(boards.length, 'board')]
  },
  concerns: () => ['whoever commits money of the fund'],
})

const FORMS = new Map([
  ['pooled', 'It is one pot.'],
  ['lead', 'One partner buys for the other.'],
  ['aligned', 'Each partner keeps its own money, and both see all of it.'],
])
