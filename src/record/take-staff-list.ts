import { createHash } from 'node:crypto'
import { Fault, isRefusal, newId, type Viewer } from '../kernel/index.ts'
import type { SourcePerson } from '../people/index.ts'
import type { Place } from '../room.ts'
import type { Command } from '../trail/index.ts'
import * as queries from './queries-watch.ts'
import { staffListRules } from './staff-list-kind.ts'
import { accountWord, staffWords } from './staff-words.ts'
import type { StaffRow } from './unusual-look.ts'

/** Somebody who works for a party: what they sign in with, and who they are. */
export type StaffMember = Pick<
  SourcePerson,
  'nhsNumber' | 'family' | 'given' | 'birthDate' | 'address'
> & { readonly account: string; readonly team?: string }

export type TakenStaff = { readonly party: string; readonly people: number }

const TAKE = 'record.take-staff-list'

/**
 * Takes the staff list of a party, in the place of the one before. What is kept of anybody are keyed hashes; the log
 * has how many they are and a hash over those.
 *
 * @throws Fault where no clause lets the party give one, or two of its staff sign in with the same
 */
export async function takeStaffList(
  place: Pick<Place, 'trail' | 'agreement'>,
  viewer: Viewer,
  { party, staff }: { party: string; staff: readonly StaffMember[] },
): Promise<TakenStaff> {
  const rule = staffListRules(place.agreement.current()).find((row) => row.party === party)
  if (rule === undefined) {
    const remedy = 'Add a clause of kind staff-list for it.'
    throw new Fault('no clause lets this party say who its staff are', party, remedy, 1)
  }
  const accounts = staff.map(({ account }) => accountWord(account))
  const twice = accounts.find((word, at) => accounts.indexOf(word) < at)
  if (twice !== undefined) {
    const remedy = 'Give each member of staff once.'
    throw new Fault('two members of staff sign in with the same account', party, remedy, 1)
  }
  const words = staff.map((one, at) => ({ ...staffWords(one), account: accounts[at]! }))
  const take: Command<{ party: string }, TakenStaff> = {
    name: TAKE,
    basis: { under: ['staff-list'] },
    async run({ tx, now }) {
      const hashed = await queries.hashWords(
        tx,
        words.flatMap((one) => Object.values(one)),
      )
      const rows = words.map(({ account, ...own }): StaffRow => {
        return { ...queries.hashesOf(own, hashed), party, account: hashed.get(account)! }
      })
      await queries.replaceStaff(tx, party, rows, now)
      // Over the keyed hashes: one over the words could be guessed from them.
      const over = createHash('sha256').update(JSON.stringify(rows)).digest('hex')
      const result = { party, people: rows.length }
      return { result, entry: { ...result, sha256: over } }
    },
  }
  const call = { viewer, input: { party }, key: newId(), under: rule.clause }
  const answer = await place.trail.run(take, call)
  if (isRefusal(answer)) throw new Fault(answer.sentence, party, answer.next ?? '', 1)
  return answer
}
