import { type FeedRow, loadFiles } from '../intake/index.ts'
import { Fault } from '../kernel/index.ts'
import { openPlace, type Place } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'
import { operator } from './operator.ts'

export const command: CliCommand = {
  words: 'optout import',
  summary: 'take in what the national opt-out service answered',
  usage: `concordat optout import FILE… [--json]

Takes the answer of the national data opt-out service: the numbers that it was asked about, without those whose holders
have opted out. It is load with the feed that the agreement lets give opt-outs. Whoever is known here and is not in the
answer is counted no more, from now on.

  --json   {files: [{path, kind, read, new, unchanged, quarantined}], seconds}

Exit code: 0 done, 1 refused, 2 a file could not be taken.`,
  options: {},
  async run({ positionals, settings, house, json, out, err }) {
    if (positionals.length === 0) {
      throw new Fault('no file was named', 'optout import FILE…', 'Name what the service answered.')
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const viewer = { actor: operator(), purpose: '' }
      const loaded = await loadFiles(place, positionals, feedOf(place), { viewer })
      const files = loaded.files.map(({ path, kind, read, new: taken, unchanged, quarantined }) => {
        return { path, kind, read, new: taken, unchanged, quarantined }
      })
      if (json) out(JSON.stringify({ files, seconds: loaded.seconds }))
      const faults = loaded.files.flatMap(({ fault }) => fault ?? [])
      for (const { line } of faults) err(line)
      for (const { path, fault } of json ? [] : loaded.files) {
        if (fault === undefined) out(`${path}: taken.`)
      }
      return faults.length === 0 ? 0 : 2
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      err(error.line)
      return error.exitCode
    } finally {
      await place.close()
    }
  },
}

/** The feed that may give opt-outs, by its clause. */
function feedOf({ agreement }: Place): string {
  const feeds = agreement.current()?.table<FeedRow>('feed') ?? []
  const feed = feeds.find(({ gives }) => gives.includes('opt-outs'))
  if (feed !== undefined) return feed.id
  const remedy = 'Add a clause of kind feed that gives opt-outs.'
  throw new Fault('no clause lets a feed say who has opted out', 'agreement', remedy, 1)
}
