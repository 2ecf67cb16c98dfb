import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { formatDateTime, formatWait } from '../shell/index.ts'
import {
  type ClockLook,
  decimal,
  joined,
  lookAtClock,
  minuteOf,
  shared,
  totalsOf,
  troubleWords,
  written,
} from '../transfer/index.ts'
import { ACTING_OPTIONS, ACTING_USAGE, refuseNoPlace, viewerActing } from './acting.ts'
import type { CliCommand } from './command.ts'
import { knownAt } from './known-at.ts'

const WHAT = 'clock of a hospital stay, printed by the command line'
const NO_STAY = { sentence: 'There is no stay here that you may see with this id.' }
const MINUTE_MS = 60_000
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const command: CliCommand = {
  words: 'transfer clock',
  summary: 'who held which minutes for which somebody waited to leave hospital',
  usage: `concordat transfer clock STAY --as USER [--known-at TIME] [--json]

Prints every minute from when somebody was ready until they left, or until now, by who held it. The look, allowed or
refused, is written down first.

  STAY               the id of the stay, as transfer list has it
${ACTING_USAGE}
  --known-at TIME    as it was known at that time: YYYY-MM-DD, or ISO with a zone; now where it is left out
  --json             {stay, ready_at, left_at, minutes, segments: [{from, to, state: shared|contested|unresolved,
                     holders: [{party, side, share}], facts: [ID], clause}], totals: [{party, minutes}],
                     unresolved_minutes}; shares are decimals as text. Beside these: notes, in sentences.
                     Refused: {refusal}

Exits 1 where nothing was shown.`,
  options: { ...ACTING_OPTIONS, 'known-at': { type: 'string' } },
  async run(call) {
    const { values, settings, json, out, positionals } = call
    const [stay] = positionals
    if (stay === undefined || !UUID.test(stay)) {
      throw new Fault(
        'this is not the id of a stay',
        'STAY',
        'See the ids by transfer list --json.',
      )
    }
    const at = knownAt(values)
    refuseNoPlace(settings)
    const place = await openPlace(settings, call)
    try {
      const viewer = viewerActing(call, place.agreement)
      const refusal = place.whyNot(viewer, 'transfer.read')
      const look =
        refusal === undefined
          ? await lookAtClock(place, viewer, stay.toLowerCase(), { what: WHAT, at })
          : ({ outcome: 'refused', refusal } as const)
      if (look.outcome !== 'allowed') {
        const why = look.outcome === 'refused' ? look.refusal : NO_STAY
        out(json ? JSON.stringify({ refusal: why }) : why.sentence)
        return 1
      }
      if (json) out(JSON.stringify(asJson(look)))
      else for (const line of linesOf(look)) out(line)
      return 0
    } finally {
      await place.close()
    }
  },
}

type Shown = Extract<ClockLook, { outcome: 'allowed' }>

function cut({ read, at }: Shown) {
  const within = { from: 0, to: minuteOf(at) }
  const segments = joined(read.segments).flatMap((one) => {
    const part = shared(one, within)
    return part === undefined ? [] : [{ ...one, ...part }]
  })
  return { segments, totals: totalsOf(read.segments, within) }
}

function asJson(look: Shown) {
  const { read, rule } = look
  const { segments, totals } = cut(look)
  const { ready, left } = read.stay
  return {
    stay: read.counted.id,
    ready_at: written(ready?.at ?? read.segments[0]?.from ?? Number.POSITIVE_INFINITY),
    left_at: left === undefined ? null : written(left),
    minutes: totals.minutes,
    segments: segments.map(({ from, to, state, shares, facts, clause }) => ({
      from: written(from),
      to: written(to),
      state,
      holders: shares.map(({ holder, share }) => ({
        party: holder,
        side: rule.sideOf(holder),
        share: decimal(share),
      })),
      facts,
      clause,
    })),
    totals: [...totals.byHolder].map(([party, share]) => ({
      party,
      minutes: Number(decimal(share)),
    })),
    unresolved_minutes: Number(decimal(totals.unresolved)),
    notes: read.stay.troubles.map(troubleWords),
  }
}

function linesOf(look: Shown): string[] {
  const { rule, at, read } = look
  const { segments, totals } = cut(look)
  const lines = segments.map(({ from, to, state, shares }) => {
    const when = `${formatDateTime(written(from)!, at)} to ${formatDateTime(written(to)!, at)}`
    const who = shares.map(({ holder, share }) => `${rule.nameOf(holder)} ${decimal(share)}`)
    return `${when}: ${state === 'shared' ? who.join(', ') : state}`
  })
  const held = [...totals.byHolder].map(([holder, share]) => {
    return `${rule.nameOf(holder)}: ${formatWait(Number(decimal(share)) * MINUTE_MS)}`
  })
  const rest = `Unresolved: ${formatWait(Number(decimal(totals.unresolved)) * MINUTE_MS)}`
  return [...lines, ...held, rest, ...read.stay.troubles.map(troubleWords)]
}
