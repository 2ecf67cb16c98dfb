import { z } from 'zod'
import { clauseKind, id, ids, references } from '../agreement/index.ts'
import { formatPounds, parsePounds } from '../kernel/index.ts'
import { byCount, formatList, plural } from '../shell/index.ts'
import { pounds } from './clause-fields.ts'

const share = z.strictObject({
  party: id('the party that bears it'),
  parts: z.int('must be a whole number').min(1, 'must be 1 at least').max(1_000),
})
const band = z.strictObject({
  upTo: pounds(
    'of what is over or under, so much is shared in this way; the last has all that is left',
  ).optional(),
  bears: z
    .array(share)
    .min(1)
    .max(20)
    .optional()
    .describe('who bears it in which parts; left out, as each has paid in'),
})
const bands = (what: string) => z.array(band).min(1).max(10).describe(what)

const schema = z.strictObject({
  funds: ids('the funds for which it holds').min(1),
  schemes: ids('the schemes that are taken together; left out, all that no other clause names')
    .min(1)
    .optional(),
  over: bands('who bears what the schemes together end above what they have, the first part first'),
  under: bands('who gets back what the schemes together end below what they have'),
})
type Fields = z.infer<typeof schema>
type Band = z.infer<typeof band>

/** Who bears what schemes end above what they have, and who gets back what they end below it. */
export const riskShareKind = clauseKind({
  kind: 'risk-share',
  room: 'fund',
  words: ['share of risk', 'shares of risk'],
  runs: [{ what: 'What a year ends over or under is shared as both sides said before it began' }],
  schema,
  refers: ({ fields }) => [
    ...references('fund', fields.funds, 'funds'),
    ...(['over', 'under'] as const).flatMap((way) =>
      fields[way].flatMap(({ bears = [] }, at) =>
        bears.map(({ party }, nth) => ({
          kind: 'party',
          id: party,
          path: [way, at, 'bears', nth, 'party'],
        })),
      ),
    ),
  ],
  check({ number, fields }, all) {
    const others = all.of<Fields>('risk-share').filter((one) => one.number < number)
    const same = others.filter((one) =>
      one.fields.funds.some((fund) => fields.funds.includes(fund)),
    )
    const named = new Map(
      same.flatMap((one) => (one.fields.schemes ?? ['']).map((scheme) => [scheme, one.number])),
    )
    const twice = (fields.schemes ?? ['']).flatMap((scheme, at) => {
      const by = named.get(scheme)
      if (by === undefined) return []
      const sentence =
        scheme === ''
          ? `Clause ${by} takes all other schemes of the fund too.`
          : `The scheme ${scheme} stands in clause ${by} too.`
      return [{ path: scheme === '' ? ['funds'] : ['schemes', at], sentence }]
    })
    return [...twice, ...(['over', 'under'] as const).flatMap((way) => bandFaults(fields, way))]
  },
  compile: ({ fields }) => ({ rows: { 'risk-share': [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<Fields>('risk-share')
    const { schemes, over, under } = row!
    const parties = compiled.table<{ id: string; name: string }>('party')
    const nameOf = (one: string) => parties.find(({ id: own }) => own === one)?.name ?? one
    const of =
      schemes === undefined
        ? 'all schemes that no other clause names'
        : formatList(schemes.map((one) => one.replaceAll('-', ' ')))
    return (
      `Taken together, ${of}: of what they end above what they have, ${bandsWords(over, nameOf, 'bear')}; ` +
      `of what they end below it, ${bandsWords(under, nameOf, 'get back')}.`
    )
  },
  switchesOn: (_, compiled) => [
    plural(compiled.rows<Fields>('risk-share')[0]!.funds.length, 'fund'),
  ],
  concerns: () => ['whoever pays into the fund'],
})

function bandFaults(fields: Fields, way: 'over' | 'under') {
  const all = fields[way]
  return all.flatMap(({ upTo, bears = [] }, at) => {
    const last = at === all.length - 1
    const faults = bears.flatMap(({ party }, nth) =>
      bears.findIndex((one) => one.party === party) < nth
        ? [{ path: [way, at, 'bears', nth, 'party'], sentence: `The party ${party} stands twice.` }]
        : [],
    )
    if (last && upTo !== undefined)
      faults.push({ path: [way, at, 'upTo'], sentence: 'The last part has no end: take upTo out.' })
    if (!last && upTo === undefined)
      faults.push({ path: [way, at], sentence: 'Only the last part has no end: say upTo.' })
    return faults
  })
}

/** `the first £500,000 Southmere Council bears, and the rest Southmere Council 1 part and the board 1 part bear` */
function bandsWords(
  all: readonly Band[],
  nameOf: (party: string) => string,
  verb: 'bear' | 'get back',
): string {
  const said = all.map(({ upTo, bears }) => {
    const of =
      upTo === undefined ? byCount(all.length, 'all', 'the rest') : `the first ${sum(upTo)}`
    if (bears === undefined) return `${of} is for all as each has paid in`
    const who = formatList(
      bears.map(({ party, parts }) =>
        bears.length === 1 ? nameOf(party) : `${nameOf(party)} ${plural(parts, 'part')}`,
      ),
    )
    return `${who} ${bears.length === 1 ? (verb === 'bear' ? 'bears' : 'gets back') : verb} ${of}`
  })
  return formatList(said)
}

function sum(text: string): string {
  return formatPounds(parsePounds(text) ?? 0n, { pence: false })
}
