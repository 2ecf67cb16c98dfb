import { listQuarantine, type Quarantined } from '../intake/index.ts'
import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { itemGiven } from './item-given.ts'

const LIMIT_MAX = 10_000

export const command: CliCommand = {
  words: 'quarantine list',
  summary: 'what arrived and could not be read, and why',
  usage: `concordat quarantine list [--limit N] [--before ID] [--json]

Lists the items in quarantine, newest first: where each stood in its file and why it could not be read. It never says
what an item says.

  --limit N     how many at most, 1 to ${LIMIT_MAX} (100)
  --before ID   go on after this one
  --json        {items: [{id, source, kind, place, reasonPlace, reason, receivedAt, bytes, kept}], total, next}`,
  options: { limit: { type: 'string' }, before: { type: 'string' } },
  async run({ values, json, settings, house, out }) {
    const limit = limitOf(textOption(values, 'limit'))
    const before = textOption(values, 'before')
    if (before !== undefined) itemGiven(before, '--before')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const page = await listQuarantine(place.databases.care.short, { before, limit })
      if (json) out(JSON.stringify(page))
      else {
        for (const item of page.items) out(line(item))
        out(
          page.total === 0
            ? 'Quarantine is empty.'
            : `${page.items.length} of ${page.total} shown.`,
        )
        if (page.next !== undefined)
          out(`Go on with: concordat quarantine list --before ${page.next}`)
      }
      return 0
    } finally {
      await place.close()
    }
  },
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return 100
  const limit = Number(text)
  if (/^\d+$/.test(text) && limit >= 1 && limit <= LIMIT_MAX) return limit
  throw new Fault(
    `${text} is no such number`,
    '--limit',
    `Give a whole number from 1 to ${LIMIT_MAX}.`,
  )
}

function line({ id, source, kind, place, reason, reasonPlace }: Quarantined): string {
  const inside = reasonPlace === undefined ? '' : ` (${reasonPlace})`
  return `${id.padStart(6)}  ${source}  ${kind}  ${place}: ${reason}${inside}`
}
