import type { RefusalSaid } from '../call-command.ts'
import { type FeedRow, type Replayed, type ReplayedMany, sourceOf } from '../intake/index.ts'
import { Fault, formatCount, plural, uncapital } from '../kernel/index.ts'
import { openPlace, type Place } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'
import { itemGiven } from './item-given.ts'
import { operator } from './operator.ts'

export const command: CliCommand = {
  words: 'quarantine replay',
  summary: 'read items in quarantine again',
  usage: `concordat quarantine replay ID… [--dry-run] [--json]
concordat quarantine replay --source ID [--reason TEXT] [--dry-run] [--json]

Reads items again, with what the program has learnt since. What can be read now goes into the record, as of
the time when it arrived; the rest stays in quarantine with its reason.

  --source ID     all that a feed sent and that could not be read, a thousand at once
  --reason TEXT   of it only what has this reason, as quarantine list says it
  --dry-run       nothing is changed: it says what would be
  --json          {items: [{id, parsed, new, changed, reason, place}]}; with --dry-run {would: [{id, parsed, new,
                  changed, reason, place}]}; with --source {items, parsed, new, changed, left}, or the same in would;
                  new and changed are things of which something is said for the first time, or something else

Exit code: 0 all could be read, 1 some could not.`,
  options: {
    'dry-run': { type: 'boolean' },
    source: { type: 'string' },
    reason: { type: 'string' },
  },
  async run(call) {
    const { positionals: ids, values, settings, house } = call
    const source = textOption(values, 'source')
    if ((ids.length === 0) === (source === undefined)) {
      const remedy = 'Take numbers from quarantine list, or name a feed.'
      throw new Fault('it was not said what to read again', 'quarantine replay ID…', remedy)
    }
    for (const id of ids) itemGiven(id, 'quarantine replay ID…')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    const dryRun = values['dry-run'] === true
    try {
      if (source === undefined) return await replayEach(call, place, ids, dryRun)
      return await replayAll(call, place, source, dryRun)
    } finally {
      await place.close()
    }
  },
}

async function replayEach(
  { json, out, err }: CliCall,
  place: Place,
  ids: readonly string[],
  dryRun: boolean,
): Promise<0 | 1> {
  const items: Replayed[] = []
  let refused = false
  for (const id of ids) {
    const answer = await replayed(place, id, dryRun)
    if ('sentence' in answer) {
      refused = true
      err(refusalLine(id, answer))
    } else items.push(answer)
  }
  if (json) out(JSON.stringify(dryRun ? { would: items } : { items }))
  else for (const item of items) out(line(item, dryRun))
  return refused || items.some(({ parsed }) => !parsed) ? 1 : 0
}

async function replayAll(
  { values, json, out, err }: CliCall,
  place: Place,
  source: string,
  dryRun: boolean,
): Promise<0 | 1> {
  const named = place.agreement.current()?.table<FeedRow>('feed') ?? []
  if (!named.some(({ id }) => id === source)) {
    throw new Fault('no clause names this feed', source, 'See concordat feed list.')
  }
  const reason = textOption(values, 'reason')
  const call = callOf(place, source, { source, ...(reason && { reason }) }, dryRun)
  const answer = await place.call('intake.replay-many', call)
  if (!answer.ok) {
    const said = 'refusal' in answer ? answer.refusal : { sentence: 'This names no feed.' }
    err(refusalLine(source, { code: '', ...said }))
    return 1
  }
  const many = answer.result as ReplayedMany
  if (json) out(JSON.stringify(dryRun ? { would: many } : many))
  else {
    const could = dryRun ? 'could be' : 'were'
    const { items, parsed, left } = many
    const more = left === 0 ? '' : ` ${formatCount(left)} more wait.`
    out(`${formatCount(parsed)} of ${plural(items, 'item', 'items')} ${could} read.${more}`)
    out(`${plural(many.new, 'thing', 'things')} new, ${formatCount(many.changed)} changed.`)
  }
  return many.parsed === many.items ? 0 : 1
}

/** Whoever runs the machine does it as the feed's clause asks: what arrives is read. */
async function replayed(
  place: Place,
  id: string,
  dryRun: boolean,
): Promise<Replayed | RefusalSaid> {
  const source = await sourceOf(place.databases.care.short, id)
  if (source === undefined) {
    return {
      code: 'no-such-item',
      sentence: `There is no item ${id} in quarantine.`,
      next: 'See the list of what is there.',
    }
  }
  const call = callOf(place, source, { id }, dryRun)
  const answer = await place.call('intake.replay', call)
  if (answer.ok) return answer.result as Replayed
  return 'refusal' in answer ? answer.refusal : { code: 'faults', sentence: 'It is no item.' }
}

/** Under the clause that asks for what the feed gives. */
function callOf(place: Place, source: string, input: unknown, dryRun: boolean) {
  const feeds = place.agreement.current()?.table<FeedRow>('feed') ?? []
  const under = feeds.find(({ id }) => id === source)?.clause ?? ''
  return { viewer: { actor: operator(), purpose: 'governance' }, input, under, dryRun }
}

function line({ id, parsed, reason, place, ...found }: Replayed, dryRun: boolean): string {
  const said = `${found.new} new, ${found.changed} changed`
  if (parsed) return `${id}  ${dryRun ? 'could be read' : 'read'}: ${said}`
  return `${id}  still cannot be read: ${reason}${place === undefined ? '' : ` (${place})`}`
}

function refusalLine(id: string, { sentence, next = '' }: RefusalSaid): string {
  const what = uncapital(sentence).replace(/\.$/, '')
  return `concordat: ${what} (${id}). ${next}`.trimEnd()
}
