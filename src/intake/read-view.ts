import {
  askErrand,
  dayInLondon,
  type Errand,
  Fault,
  readView,
  systemActor,
  toSourceId,
} from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { writeTable } from './as-table.ts'
import { loadFiles } from './load-files.ts'
import { mapRows, type TableRow } from './map-table.ts'
import { type Mapping, mapped, mappingOf } from './mapping.ts'

const READ_VIEW = 'intake.read-view'
const READER = { actor: systemActor('read a view of a partner'), purpose: '' }
const HOUR_MS = 3_600_000

/**
 * Reads a view in a partner's own database, as its source's mapping says it, and loads what it answers as a file of
 * that moment; then again after as long as the mapping says. The address, with its password, is a setting.
 */
export const readViews: Errand<Place> = {
  name: READ_VIEW,
  does: 'read a view in the database of a partner',
  async run({ now }, source, place) {
    const found = viewOf(place, source)
    if (found === undefined) return undefined
    await loadView(place, source, found)
    const [count, unit] = found.view.every.split(' ')
    return new Date(now.getTime() + Number(count) * (unit!.startsWith('day') ? 24 : 1) * HOUR_MS)
  },
}

/** When a process begins to serve, each view that has an address is read, and from then on by its timer. */
export async function beginViews(place: Place): Promise<void> {
  const { placeFolder, views } = place.settings
  const sources = mapped(placeFolder).filter((source) => views?.has(source))
  await askErrand(place.databases.care, READ_VIEW, sources, place.clock.now())
}

type View = { address: string; mapping: Mapping; view: NonNullable<Mapping['view']> }

function viewOf({ settings, fileKinds }: Place, source: string): View | undefined {
  const address = settings.views?.get(source)
  if (address === undefined) return undefined
  const mapping = mappingOf(source, settings.placeFolder, fileKinds)
  return mapping?.view && { address, mapping, view: mapping.view }
}

async function loadView(
  place: Place,
  source: string,
  { address, mapping, view }: View,
): Promise<void> {
  const rows = rowsOf(address, view.query)
  const today = dayInLondon(place.clock.now())
  const name = `view of ${source}`
  const table = await writeTable(
    mapRows(rows, mapping, name, today),
    name,
    place.settings.dataFolder,
  )
  try {
    const { files } = await loadFiles(place, [table.path], toSourceId(source), { viewer: READER })
    const fault = files[0]?.fault
    if (fault !== undefined) throw new Fault(fault.message, name, fault.remedy)
  } finally {
    await table.drop()
  }
}

/** Each row with its number, as in a file. */
async function* rowsOf(address: string, query: string): AsyncGenerator<TableRow> {
  let number = 0
  for await (const cells of readView(address, query)) {
    number += 1
    yield { cells, number }
  }
}
