import { userInfo } from 'node:os'
import type { RefusalSaid } from '../call-command.ts'
import { type FeedRow, type Replayed, sourceOf } from '../intake/index.ts'
import { Fault, uncapital, type Viewer } from '../kernel/index.ts'
import { openPlace, type Place } from '../main.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'quarantine replay',
  summary: 'read items in quarantine again',
  usage: `concordat quarantine replay ID… [--json]

Reads items again, with what the program has learnt since. What can be read now goes into the record, as of
the time when it arrived; the rest stays in quarantine with its reason.

  --json   {items: [{id, parsed, reason, place}]}

Exit code: 0 all could be read, 1 some could not.`,
  options: {},
  async run({ positionals: ids, json, settings, house, out, err }) {
    if (ids.length === 0) {
      throw new Fault(
        'no item was named',
        'quarantine replay ID…',
        'Take numbers from quarantine list.',
      )
    }
    const place = await openPlace(settings, { house })
    try {
      const items: Replayed[] = []
      let refused = false
      for (const id of ids) {
        const answer = await replayed(place, id)
        if ('sentence' in answer) {
          refused = true
          err(refusalLine(id, answer))
        } else items.push(answer)
      }
      if (json) out(JSON.stringify({ items }))
      else for (const item of items) out(line(item))
      return refused || items.some(({ parsed }) => !parsed) ? 1 : 0
    } finally {
      await place.close()
    }
  },
}

/** Whoever runs the machine does it as the feed's clause asks: what arrives is read. */
async function replayed(place: Place, id: string): Promise<Replayed | RefusalSaid> {
  const source = /^[1-9]\d{0,17}$/.test(id)
    ? await sourceOf(place.databases.care.short, id)
    : undefined
  if (source === undefined) {
    return {
      code: 'no-such-item',
      sentence: `There is no item ${id} in quarantine.`,
      next: 'See the list of what is there.',
    }
  }
  const feed = place.agreement
    .current()
    ?.table<FeedRow>('feed')
    .find((one) => one.id === source)
  const call = { viewer: operator(), input: { id }, under: feed?.clause ?? '' }
  const answer = await place.call('intake.replay', call)
  if (answer.ok) return answer.result as Replayed
  return 'refusal' in answer ? answer.refusal : { code: 'faults', sentence: 'It is no item.' }
}

function line({ id, parsed, reason, place }: Replayed): string {
  if (parsed) return `${id}  read`
  return `${id}  still cannot be read: ${reason}${place === undefined ? '' : ` (${place})`}`
}

function refusalLine(id: string, { sentence, next = '' }: RefusalSaid): string {
  const what = uncapital(sentence).replace(/\.$/, '')
  return `concordat: ${what} (${id}). ${next}`.trimEnd()
}

function operator(): Viewer {
  const { username } = userInfo()
  const actor = {
    id: `os:${username}`,
    name: username,
    role: 'operator',
    organisation: '',
    side: '',
    via: 'cli' as const,
  }
  return { actor, purpose: 'governance' }
}
