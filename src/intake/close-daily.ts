import { createHash } from 'node:crypto'
import {
  byCount,
  formatCount,
  isRefusal,
  newId,
  type SourceId,
  type Viewer,
} from '../kernel/index.ts'
import type { Command, CommandContext } from '../trail/index.ts'
import { classingOf, telling } from './apply-readings.ts'
import { dayOf, lacking, openAt, openThings, type Span, type ToldThings } from './daily-span.ts'
import { feedAsAgreed } from './feed-as-agreed.ts'
import { closeSpans } from './keep-daily.ts'
import * as queries from './queries.ts'
import * as daily from './queries-daily.ts'
import { markAsked, markWhole, writeShared } from './queries-returns.ts'
import { feedClause, type IntakePlace, LOADER } from './receive-items.ts'
import { noteReturns, type OpenReturns, submissionOf } from './returns.ts'
import { sharedWords } from './shared-references.ts'

/** Somebody is to be asked whether a file is meant that would close most of what is open. */
export const ASK_MEANT = 'intake.ask-meant'

/** All of a daily file, when it was taken. */
export type TakenDaily = {
  told: ToldThings
  rows: number
  /** rows that do not say of what they are: they may be of anything */
  unknown: number
  incomplete: string | undefined
  /** rows whose reference stands for more than one person */
  shared: readonly (readonly number[])[]
}

type Input = { source: SourceId; file: string; rows: number; digest: string; evenMost: boolean }
type Result = { closed: number; asked?: { leftOut: number; standing: number } }

/** What a place is asked for where a file is closed. */
export type ClosingPlace = Pick<IntakePlace, 'agreement' | 'settings'>

/**
 * All of a daily file has been taken: what it lacks is over since its day, in one command of its own, so that a load
 * that was cut off closes nothing and the next one does. Where that is most of what is open, somebody is asked first
 * and nothing is closed.
 */
export async function closeDaily(
  place: IntakePlace,
  source: SourceId,
  returns: OpenReturns,
  taken: TakenDaily,
  { close = false, viewer = LOADER }: { close?: boolean; viewer?: Viewer },
): Promise<{ closed: number; warnings: string[] }> {
  const [one] = returns.returns
  const file = submissionOf(one!)
  const known = await daily.dailyFiles(place.databases.care.short, source)
  // The same file again: it is whole, and what it lacks is over already.
  if (known.some(({ submission, whole }) => whole && submission === file)) {
    return { closed: 0, warnings: sharedWords(taken.shared) }
  }
  const told = [...taken.told].sort(([a], [b]) => (a < b ? -1 : 1))
  const sum = createHash('sha256').update(
    JSON.stringify([told, taken.unknown, taken.incomplete ?? '']),
  )
  const input = { source, file, rows: taken.rows, digest: sum.digest('hex'), evenMost: close }
  const said = [viewer.actor.id, viewer.purpose, ...Object.values(input)].join('\n')
  const answer = await place.trail.run(closing(place, returns, taken), {
    viewer,
    input,
    key: `intake.close-daily ${createHash('sha256').update(said).digest('hex')}`,
    under: feedClause(place, source),
  })
  if (isRefusal(answer)) throw new Error(`a daily file could not be closed: ${answer.code}`)
  const { closed } = answer
  return { closed, warnings: [...warningsOf(file, taken, answer), ...sharedWords(taken.shared)] }
}

function closing(
  place: IntakePlace,
  returns: OpenReturns,
  taken: TakenDaily,
): Command<Input, Result> {
  return {
    name: 'intake.close-daily',
    basis: { under: ['feed', 'default'] },
    copies: true,
    async run(command, input) {
      const { tx, now, announce, ask } = command
      const { source, file, evenMost } = input
      const [one] = returns.returns
      await queries.lockSource(tx, source)
      await noteReturns(tx, source, newId(), returns)
      // A file in which all is as it was has arrived too.
      await queries.noteArrival(tx, source, { items: 0, asAt: one!.end, server: undefined }, now)
      announce('intake.received', source)
      const spans = await daily.spansAt(tx, source, file)
      const { otherwise, silent } = lacking(file, taken.told, spans)
      const { leftOut, standing } = openAt(await daily.dailyFiles(tx, source), file, spans, silent)
      const most = leftOut > 1 && leftOut * 2 > standing && !evenMost
      await writeShared(tx, source, one!, taken.shared)
      const whole = taken.incomplete === undefined && taken.unknown === 0 && !most
      const day = { day: one!.end, at: one!.at }
      await daily.noteTold(tx, source, day, whole ? undefined : [...taken.told])
      const isAsked = most && taken.incomplete === undefined && taken.unknown === 0
      if (whole) await markWhole(tx, source, one!, { leftOut, standing }, now)
      else if (isAsked) {
        await markAsked(tx, source, one!, { leftOut, standing })
        ask(ASK_MEANT, JSON.stringify([source, file]))
      }
      await closeLacked(command, place, source, file, whole ? [...otherwise, ...silent] : otherwise)
      const closed = whole ? openThings(silent) : 0
      const asked = isAsked ? { asked: { leftOut, standing } } : {}
      return { result: { closed, ...asked }, entry: { ...input, closed, ...asked } }
    },
  }
}

/** Inside a command that has the source's lock. */
export async function closeLacked(
  command: CommandContext,
  place: ClosingPlace,
  source: SourceId,
  file: string,
  lacked: readonly Span[],
): Promise<void> {
  if (lacked.length === 0) return
  const classing = classingOf(place)
  const { issuing } = feedAsAgreed(place, source)
  const tell = telling(command, source, command.now, classing, issuing)
  await closeSpans({ tx: command.tx, source, tell }, file, lacked)
}

/** `3 of the 4 things that are open` */
export function shareWords({ leftOut, standing }: { leftOut: number; standing: number }): string {
  const things = byCount(standing, 'thing that is open', 'things that are open')
  return `${formatCount(leftOut)} of the ${formatCount(standing)} ${things}`
}

function warningsOf(
  file: string,
  { incomplete, unknown }: TakenDaily,
  { asked }: Result,
): string[] {
  const left = 'so nothing that it lacks was closed'
  if (incomplete !== undefined) return [`not all of the file may be here (${incomplete}), ${left}`]
  if (unknown > 0) {
    return [`some rows do not say of what they are, ${left}: have them put right and load it again`]
  }
  if (asked === undefined) return []
  return [
    `the file of ${dayOf(file)} lacks ${shareWords(asked)}, so they were left as they are: ` +
      'whoever answers for the feed is asked whether that is meant',
  ]
}
