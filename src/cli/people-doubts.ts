import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { listDoubts, type OpenDoubt } from '../people/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

const LIMIT_MAX = 100_000

export const command: CliCommand = {
  words: 'people doubts',
  summary: 'what is in doubt about who is who, and who has to look',
  usage: `concordat people doubts [--limit N] [--json]

Lists what somebody has to look at, what does most harm first: records that may be one person and stand apart, and what
sources say of one person that cannot all be so. It never says what the records say.

  --limit N   how many at most, 1 to ${LIMIT_MAX} (all)
  --json      {doubts: [{id, reason, persons, probability, waits_for: [SIDE], since}]}; probability is null where none
              was worked out`,
  options: { limit: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const limit = limitOf(textOption(values, 'limit'))
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const current = place.agreement.current()
      const doubts = await listDoubts(place.databases.care.short, current, { limit })
      if (json) out(JSON.stringify({ doubts: doubts.map(asJson) }))
      else for (const doubt of doubts) out(line(doubt))
      if (!json && doubts.length === 0) out('Nothing is in doubt.')
      return 0
    } finally {
      await place.close()
    }
  },
}

function asJson({ id, reason, persons, probability, waitsFor, since }: OpenDoubt) {
  return { id, reason, persons, probability, waits_for: waitsFor, since: since.toISOString() }
}

function line({ id, reason, persons, waitsFor, since }: OpenDoubt): string {
  const waits = waitsFor.length === 0 ? '' : `, waits for ${waitsFor.join(', ')}`
  return `${id}  ${since.toISOString()}  ${reason}: ${persons.join(' ')}${waits}`
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return LIMIT_MAX
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit
  throw new Fault(
    `${text} is no such number`,
    '--limit',
    `Give a whole number from 1 to ${LIMIT_MAX}.`,
  )
}
