import * as fs from 'node:fs'
import { join } from 'node:path'
import { generate, generateDaysAfter } from '../places/southmere/index.ts'
import { loadFiles, loadReference, loadStaffList } from './intake/index.ts'
import { dayInLondon, Fault, formatCount, systemActor } from './kernel/index.ts'
import type { Place } from './main.ts'
import { takePopulation } from './measure/index.ts'

/** Which extracts of the made-up county come from which feed. */
const FEEDS: readonly { folder: string; source: string; files?: RegExp }[] = [
  { folder: 'gp', source: 'southmere-gp' },
  { folder: 'hospital', source: 'mere-general' },
  { folder: 'council', source: 'southmere-council', files: /^(?!daily-)/ },
  { folder: 'council', source: 'southmere-council-daily', files: /^daily-/ },
  { folder: 'care', source: 'home-care-visits' },
  { folder: 'community', source: 'southmere-community' },
  { folder: 'leaving', source: 'leaving-tasks' },
  { folder: 'opt-outs', source: 'national-opt-outs' },
]
const REFERENCE = ['areas.csv', 'postcodes.csv']
const MAKER = { actor: systemActor('make the made-up place'), purpose: '' }
const SEED = 'southmere'

/**
 * What the made-up place shows: the county with what its feeds tell, and then what each room makes of it, each time
 * it starts, because a room may be new.
 */
export async function fillMadeUpPlace(
  place: Place,
  people: number,
  say: (text: string) => void,
): Promise<void> {
  if (place.settings.mode !== 'made-up' || people === 0) return
  await loadCounty(place, people, say)
  for (const room of place.house.rooms) await room.madeUp?.(place, say)
}

/**
 * On the first start the county is made and loaded; a start that was interrupted goes on where it was,
 * because the same seed and day make the same files and what is loaded already is unchanged.
 */
async function loadCounty(
  place: Place,
  people: number,
  say: (text: string) => void,
): Promise<void> {
  const folder = join(place.settings.dataFolder, 'made-up')
  const done = join(folder, 'loaded.json')
  const extracts = join(folder, 'extracts')
  if (fs.existsSync(done)) return bringDaysBetween(place, extracts, done, say)
  const asOf = dayOfFirstStart(folder, place.clock.now())
  say(`Making Southmere: ${formatCount(people)} made-up people, as of ${asOf}.`)
  await generate({ people, seed: SEED, out: extracts, asOf })
  const reference = REFERENCE.map((file) => join(extracts, 'reference', file))
  await loadReference(place, reference, MAKER)
  await takePopulation(place, join(extracts, 'reference', 'population.csv'), MAKER)
  await loadExtracts(place, extracts, say)
  await loadStaff(place, join(extracts, 'staff'))
  keepMoney(folder, extracts)
  const county: County = { people, seed: SEED, asOf, until: asOf }
  fs.writeFileSync(done, JSON.stringify(county))
  // What is true of it is kept beside the place: how right it is who is who is held to it.
  fs.rmSync(join(folder, 'truth'), { recursive: true, force: true })
  fs.renameSync(join(extracts, 'truth'), join(folder, 'truth'))
  fs.rmSync(extracts, { recursive: true })
}

/** What is there of the county; `until`: the morning up to which its feeds have told, YYYY-MM-DD. */
type County = { people: number; seed: string; asOf: string; until: string }

/**
 * A later start finds the days between told, up to this morning: they were true then and are learnt now. A clock that
 * was set back brings nothing. One that was interrupted is done again, and what is loaded already is unchanged.
 */
async function bringDaysBetween(
  place: Place,
  extracts: string,
  done: string,
  say: (text: string) => void,
): Promise<void> {
  const kept = JSON.parse(fs.readFileSync(done, 'utf8')) as Omit<County, 'until'> & Partial<County>
  const { people, seed, asOf, until: from = asOf } = kept
  const until = dayInLondon(place.clock.now())
  if (until <= from) return
  say(`Bringing the days from ${from} to ${until}.`)
  await generateDaysAfter({ people, seed, asOf, out: extracts }, { from, until })
  await loadExtracts(place, extracts, say)
  fs.writeFileSync(done, JSON.stringify({ people, seed, asOf, until }))
  fs.rmSync(extracts, { recursive: true })
}

/** What is paid for care is for the books, which are kept when all of the county is there. */
function keepMoney(folder: string, extracts: string): void {
  const [from, to] = [join(extracts, 'fund'), join(folder, 'fund')]
  if (!fs.existsSync(from)) return
  fs.rmSync(to, { recursive: true, force: true })
  fs.renameSync(from, to)
}

async function loadExtracts(
  place: Place,
  extracts: string,
  say: (text: string) => void,
): Promise<void> {
  for (const feed of FEEDS) {
    const folder = join(extracts, feed.folder)
    if (!fs.existsSync(folder)) continue
    const paths = fs
      .readdirSync(folder)
      .filter((file) => feed.files?.test(file) ?? true)
      .sort()
      .map((file) => join(folder, file))
    say(`Loading what ${feed.source} sends.`)
    const { files: loaded } = await loadFiles(place, paths, feed.source)
    const lost = loaded.find(({ read }) => read === 0)
    if (lost) {
      const remedy = `Delete ${join(place.settings.dataFolder, 'made-up')}.`
      throw new Fault('an extract of the made-up place is empty', lost.path, remedy, 1)
    }
  }
}

/** Who works for each party whose list a clause asks for. */
async function loadStaff(place: Place, folder: string): Promise<void> {
  const asked = place.agreement.current()?.table<{ party: string }>('staff-list') ?? []
  for (const { party } of asked) {
    const path = join(folder, `${party}.csv`)
    // In a small county nobody of a party may live.
    const worksAnybody = fs.existsSync(path) && fs.readFileSync(path, 'utf8').split('\n').length > 2
    if (worksAnybody) await loadStaffList(place, path, { party, viewer: MAKER })
  }
}

/** Kept, so that a start on the next morning goes on with the same files. */
function dayOfFirstStart(folder: string, now: Date): string {
  const path = join(folder, 'as-of')
  if (fs.existsSync(path)) return fs.readFileSync(path, 'utf8').trim()
  const day = dayInLondon(now)
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path, `${day}\n`)
  return day
}
