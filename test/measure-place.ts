import type { TestContext } from 'node:test'
import { parse, stringify } from 'yaml'
import { southmereTexts } from '../src/agreement/testing.ts'
import { newId, type Viewer } from '../src/kernel/index.ts'
import { type OpenedPlace, openTestPlace } from './open-place.ts'
import { viewer } from './written-here.ts'

/** Southmere with what it counts, and nobody in it but whom a test lets the hospital tell of. */
export const KIT = viewer(
  'kit.lang',
  { role: 'analyst', organisation: 'southmere-icb', side: 'nhs' },
  'planning',
)
export const RUTH = viewer(
  'ruth.adeyemi',
  { role: 'co-chair', organisation: 'southmere-icb', side: 'nhs' },
  'partnership',
)
export const COLIN = viewer(
  'colin.webb',
  { role: 'co-chair', organisation: 'southmere-council', side: 'council' },
  'partnership',
)

/** A stay that is over, of somebody of whom nothing else is known: days of 2026, in London. */
export type Stayed = {
  readonly id: number
  readonly came: string
  readonly ready?: string
  readonly left: string
  readonly born?: number
  /** who they are in truth, under another number of the hospital and without their NHS number */
  readonly also?: number
}

export type MeasurePlace = OpenedPlace & {
  tell(...stays: readonly Stayed[]): Promise<void>
  optOut(...ids: readonly number[]): Promise<void>
  /** the hospital says at a time that two of its records are one person’s, or that they are not */
  link(
    does: 'join' | 'part',
    pairs: readonly (readonly [number, number])[],
    at: string,
  ): Promise<void>
  done(who: Viewer, name: string, input?: object): Promise<unknown>
  refused(who: Viewer, name: string, input: object): Promise<string>
}

export async function openMeasurePlace(t: TestContext, at: string): Promise<MeasurePlace> {
  const opened = await openTestPlace(t, { at })
  const { place, settle, arrives: load } = opened
  const told = new Set<number>()
  const ask = async (who: Viewer, name: string, input: object) => {
    const answer = await place.call(name, { viewer: who, input, key: newId() })
    await settle()
    return answer
  }
  return {
    ...opened,
    async tell(...stays) {
      for (const { id } of stays) told.add(id)
      await load('mere-general', 'adt.hl7', stays.map(hl7).join('\n'))
    },
    optOut: (...ids) => {
      const kept = [...told].filter((id) => !ids.includes(id))
      return load(
        'national-opt-outs',
        'answer.dat',
        kept.map((id) => `${numberOf(id)},\n`).join(''),
      )
    },
    link: (does, pairs, at) => load('mere-general', 'adt.hl7', linksText(does, pairs, at)),
    async done(who, name, input = {}) {
      const answer = await ask(who, name, input)
      if (!answer.ok) throw new Error(JSON.stringify(answer))
      return answer.result
    },
    async refused(who, name, input) {
      const answer = await ask(who, name, input)
      if (answer.ok) throw new Error(`${name} was done`)
      return 'refusal' in answer ? answer.refusal.sentence : JSON.stringify(answer.faults)
    },
  }
}

function stampOf(at: string): string {
  return at.replaceAll(/[^\d]/g, '')
}

function linksText(
  does: 'join' | 'part',
  pairs: readonly (readonly [number, number])[],
  at: string,
): string {
  return pairs.map(([one, other]) => linkMessage(does, one, other, stampOf(at))).join('\n')
}

function linkMessage(does: 'join' | 'part', one: number, other: number, at: string): string {
  const code = does === 'join' ? 'A24' : 'A37'
  return [
    `MSH|^~\\&|MEREPAS|RXS|ROUTE|SOUTHMERE|${at}00||ADT^${code}|${code}${one}${at}|P|2.4`,
    `EVN|${code}|${at}||||${at}`,
    ...[one, other].map((id) => `PID|1||H${id}^^^RXS^MR||Name${one}^Given${one}`),
  ].join('\r')
}

function hl7({ id, came, ready, left, born = 1946, also }: Stayed): string {
  const sent = stampOf(left)
  const number = `${id}${stampOf(came)}`
  const numbers = [`H${id}^^^RXS^MR`, ...(also === undefined ? [`${numberOf(id)}^^^NHS^NH`] : [])]
  const who = also ?? id
  const bars = '|'.repeat(17)
  const home = `${id} High Street^^Mere^^${also === undefined ? 'ZM4 2AB' : 'ZM5 1XY'}`
  return [
    `MSH|^~\\&|MEREPAS|RXS|ROUTE|SOUTHMERE|${sent}00||ADT^A03|A03${number}${stampOf(ready ?? '')}|P|2.4`,
    `EVN|A03|${sent}||||${sent}`,
    `PID|1||${numbers.join('~')}||Name${who}^Given${who}||${born}0921|M|||${home}`,
    `PV1|1|I|Ward 6^Bay 2^Bed 4^RXS|21|||||||||||||||V${number}${bars}1|19${'|'.repeat(7)}${stampOf(came)}|${sent}`,
    ...(ready === undefined ? [] : [`ZU1|1|${stampOf(ready)}|1|`]),
  ].join('\r')
}

/** A number that nobody has: of ten digits, the last a check. */
export function numberOf(id: number): string {
  for (let at = 0; ; at += 1) {
    const nine = `9${String(id * 11 + at).padStart(8, '0')}`
    const sum = [...nine].reduce((all, digit, place) => all + Number(digit) * (10 - place), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return `${nine}${check}`
  }
}

/** Southmere’s text, in which the wait to leave hospital is that of children too, after a month. */
export async function withChildren(until: string) {
  const texts = await southmereTexts()
  const file = texts.files.find(({ path }) => path.includes('17-what-we-count'))!
  const part = parse(file.text) as { clauses: Record<string, unknown>[] }
  const clause = part.clauses.find(({ id }) => id === 'discharge-delay') as {
    query: string
    rules: { where: object[] }
    examples: { happened: string; counts: string }[]
    earlier?: object[]
  }
  const { query, rules, examples } = structuredClone(clause)
  clause.earlier = [{ until, says: 'Children count too.', query, rules, examples }]
  clause.query = query.replace(' and p.age - m.years_ago >= 18', '')
  clause.rules.where = rules.where.filter((one) => !('age' in one))
  clause.examples = examples.map((one) => ({ ...one, counts: `${one.counts}cy | 2 | 1\n` }))
  const files = texts.files.map((one) =>
    one === file ? { ...one, text: stringify(part, { aliasDuplicateObjects: false }) } : one,
  )
  return { ...texts, files }
}
