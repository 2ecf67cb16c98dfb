import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { speaksForSide } from './authority.ts'
import { openBooks } from './books.ts'
import { lockBooks } from './queries.ts'
import {
  ANSWERS,
  type Approval,
  approvalsOf,
  findProposal,
  insertApproval,
} from './queries-proposals.ts'
import { RESERVE_REFUSALS, type ReserveResult, reserveNow } from './reserve.ts'

export const APPROVE = 'fund.approve'

export type ApproveResult = Partial<ReserveResult> & {
  readonly proposal: string
  readonly fund: string
  readonly waits: readonly string[]
}

/** Says for a side whether a sum may be committed that needs both; the second of the two sets it apart. */
export const approve = namedCommand({
  name: APPROVE,
  says: 'Says for one side whether a sum that needs both sides may be committed',
  label: 'Answer',
  basis: { action: APPROVE, does: 'approve what both sides must approve' },
  input: z.strictObject({
    proposal: z
      .uuid('is not the id of a proposal')
      .toLowerCase()
      .meta({ label: 'Proposal', hidden: true }),
    answer: z.enum(ANSWERS, 'must be approve or decline').meta({
      label: 'May it be committed?',
      words: { approve: 'Yes', decline: 'No' },
    }),
  }),
  refuses: [...RESERVE_REFUSALS, 'no-such-proposal', 'not-yours', 'both-sides'],
  preview: ({ waits, reservations }: ApproveResult, { answer }) => {
    if (answer === 'decline') return 'It is over, and no money is set apart.'
    return reservations === undefined
      ? `It waits for the other side then (${waits.join(', ')}).`
      : 'Both sides have approved it then, and the money is set apart.'
  },
  leads: ({ fund }: ApproveResult) => `/fund/${fund}`,
  async run(context, { proposal: id, answer }, place: Place) {
    const { tx, now, entryId, viewer } = context
    lockBooks(tx)
    const [proposal, said] = await Promise.all([findProposal(tx, id), approvalsOf(tx, id)])
    if (proposal === undefined) return refuse('no-such-proposal', 'There is no such proposal.')
    const { fund, scheme, origin, pence, activity, supplier, reason, at, until } = proposal
    const books = await openBooks(context, place, { fund, schemes: [scheme] })
    if (isRefusal(books)) return books
    const { id: actor, name, side, role } = viewer.actor
    const sides = [...books.rules.sides.keys()]
    if (!speaksForSide(books.fund, role) || !sides.includes(side)) {
      return refuse('not-yours', 'No clause lets you speak for a side about this fund.')
    }
    const over = said.some((one) => one.answer === 'decline') || said.length >= sides.length
    if (over) return refuse('closed', 'Both sides have answered this already.')
    const same = said.find((one) => one.side === side)
    if (same !== undefined) {
      const other = sides.filter((one) => one !== side).map((one) => books.rules.sides.get(one)!)
      return refuse(
        'both-sides',
        `${same.name} has answered for your side: it waits for ${other.join(', ')}.`,
      )
    }
    const approval: Approval = {
      proposal: id,
      side,
      answer,
      actor,
      name,
      learntAt: now.toISOString(),
    }
    insertApproval(tx, approval, entryId)
    context.announce('fund.proposal', id)
    const heard = [...said.map((one) => one.side), side]
    const waits = answer === 'decline' ? [] : sides.filter((one) => !heard.includes(one))
    const result: ApproveResult = { proposal: id, fund, waits }
    const entry = { approvals: [approval] }
    if (answer === 'decline' || waits.length > 0) return { result, entry }
    const wanted = { scheme, origin, pence, activity, supplier, reason, at, until }
    const done = await reserveNow(context, books, wanted)
    if (isRefusal(done)) return done
    return { result: { ...result, ...done.result }, entry: { ...entry, ...(done.entry as object) } }
  },
})
