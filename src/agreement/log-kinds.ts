import { z } from 'zod'
import { byCount, formatList, plural } from '../shell/index.ts'
import { clauseKind, references } from './clause.ts'
import { id, ids, words } from './field.ts'
import type { Side } from './party-kinds.ts'
import { exactlyOne } from './word-kinds.ts'

/** Which witnesses must have confirmed the log, and how soon. */
export type Quorum = {
  readonly clause: string
  readonly ofEachSide: number
  readonly withinMinutes: number
  readonly witnesses: readonly { readonly side: string; readonly key: string }[]
}

const logKind = clauseKind({
  kind: 'log',
  room: 'trail',
  words: ['log', 'logs'],
  declares: 'id',
  runs: [
    {
      id: 'looks',
      what: 'Every look at a person, allowed or refused, is in the log before the answer is sent',
      always: true,
    },
    {
      id: 'changes',
      what: 'Every change is in the log, in the transaction that makes it',
      always: true,
    },
    { id: 'witnesses', what: 'Each side’s witness confirms that the log only grew' },
  ],
  schema: z.strictObject({
    id: id('what is kept'),
    keeps: words('what is kept, to follow ‘The log keeps’'),
    shownTo: words('who may read it'),
    witnesses: ids('the sides whose witness confirms the log').optional(),
  }),
  refers: ({ fields }) => references('side', fields.witnesses, 'witnesses'),
  compile: ({ fields }) => ({ rows: { log: [{ ...fields, witnesses: fields.witnesses ?? [] }] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<{ keeps: string; shownTo: string; witnesses: string[] }>('log')
    const sides = compiled.table<Side>('side')
    const names = row!.witnesses.map(
      (side) => sides.find(({ id: one }) => one === side)?.name ?? side,
    )
    const witnessed = names.length > 0 ? ` A witness each of ${formatList(names)} confirms it.` : ''
    return `The log keeps ${row!.keeps}. It is open to ${row!.shownTo}.${witnessed}`
  },
})

const KEY = /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/

const quorumKind = clauseKind({
  kind: 'quorum',
  room: 'trail',
  words: ['quorum', 'quorums'],
  runs: [
    {
      what: 'What witnesses of each side have not confirmed in time is told to both',
      always: true,
    },
  ],
  schema: z.strictObject({
    ofEachSide: z.int().min(1).max(9).describe('how many witnesses of each side must confirm'),
    withinMinutes: z.int().min(1).max(10_080).describe('how old their confirmation may be'),
    witnesses: z
      .array(
        z.strictObject({
          side: id('the side that runs the witness'),
          key: z
            .string()
            .regex(KEY, 'is not the key of a witness: name+id+key, as concordat witness prints it')
            .describe('the public key of the witness'),
        }),
      )
      .optional()
      .describe('the witnesses that count; without them, those that the place is set up with'),
  }),
  refers: ({ fields }) =>
    (fields.witnesses ?? []).map(({ side }, at) => ({
      kind: 'side',
      id: side,
      path: ['witnesses', at, 'side'],
    })),
  check({ fields }, all) {
    const { witnesses, ofEachSide } = fields
    if (witnesses === undefined) return []
    const keys = witnesses.map(({ key }) => key)
    const twice = keys.findIndex((key, at) => keys.indexOf(key) !== at)
    const few = all.of<Side>('side').flatMap(({ fields: { id: side, name } }) => {
      const own = witnesses.filter((one) => one.side === side).length
      if (own >= ofEachSide) return []
      const sentence = `It asks for ${plural(ofEachSide, 'witness', 'witnesses')} of ${name} and names ${own}.`
      return [{ path: ['witnesses'], sentence }]
    })
    const same = { path: ['witnesses', twice, 'key'], sentence: 'This key stands there twice.' }
    return twice < 0 ? few : [same, ...few]
  },
  checkText: (all) =>
    exactlyOne(all, 'quorum', 'who must confirm the log: a clause of kind quorum'),
  compile: ({ fields }) => ({
    rows: { quorum: [{ ...fields, witnesses: fields.witnesses ?? [] }] },
  }),
  explain(_, compiled) {
    const [row] = compiled.rows<Quorum>('quorum')
    const { ofEachSide, withinMinutes, witnesses } = row!
    const sides = formatList(compiled.table<Side>('side').map(({ name }) => name))
    const each = byCount(ofEachSide, 'a witness', plural(ofEachSide, 'witness', 'witnesses'))
    const named = witnesses.length > 0 ? ' Only the witnesses that it names count.' : ''
    return (
      `The log is confirmed as far as ${each} each of ${sides} ${byCount(ofEachSide, 'has', 'have')} ` +
      `signed the same checkpoint. After ${plural(withinMinutes, 'minute')} without that, both are told.${named}`
    )
  },
})

export const logKinds = [logKind, quorumKind]
