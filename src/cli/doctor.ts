import { examineMail } from '../access/index.ts'
import { examineText, readAgreement, whyNotLiveUnder } from '../agreement/index.ts'
import { examineFeeds } from '../intake/index.ts'
import {
  clockOf,
  type Databases,
  examineDatabase,
  examineFiles,
  Fault,
  type Finding,
  isPlaceThere,
  openDatabases,
  openLog,
  plural,
  right,
  type Settings,
  wanting,
  whyNotLive,
} from '../kernel/index.ts'
import { countMadeUp } from '../people/index.ts'
import { type House, house as standing } from '../rooms.ts'
import { examineIssuers } from '../shell/index.ts'
import { examineWitnesses } from '../trail/index.ts'
import { examineAddress } from '../web/index.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'doctor',
  summary: 'looks whether everything is as it must be, and says what to do',
  usage: `concordat doctor [--json]

Looks at everything that a place needs, as docs/operate.md has it: settings, files and keys, disk, database, clock,
agreement, sign-in, witnesses, feeds, mail, backup, and the address that people type. It changes nothing that is there and
prints no secret. Run it as the user that runs the place, with the same settings.

  --json   {ok, findings: [{about, found, says, remedy}]}; found is right or wanting

Exit code: 0 nothing is wanting, 1 something is.`,
  options: {},
  examines: true,
  async run({ settings, faults = [], json, out, house = standing }) {
    const findings = await examine(settings, faults, house)
    const lacking = findings.filter(({ found }) => found === 'wanting')
    if (json) out(JSON.stringify({ ok: lacking.length === 0, findings }))
    else {
      for (const finding of findings) out(lineOf(finding))
      out(
        lacking.length === 0
          ? 'Nothing is wanting.'
          : `${plural(lacking.length, 'thing is', 'things are')} wanting.`,
      )
    }
    return lacking.length === 0 ? 0 : 1
  },
}

async function examine(
  settings: Settings,
  faults: readonly Fault[],
  house: House,
): Promise<Finding[]> {
  const clock = clockOf(settings)
  const text = await readAgreement(settings.placeFolder, house.clauseKinds, clock).catch(asFault)
  const agreement = text instanceof Fault ? undefined : text.agreement
  const unfit = [
    ...faults,
    ...whyNotLive(settings),
    ...(agreement === undefined ? [] : whyNotLiveUnder(agreement, settings)),
  ]
  const databases = await openIfThere(settings)
  try {
    const kept = databases === undefined || Array.isArray(databases) ? undefined : databases
    const found = await Promise.all([
      settingsFound(unfit, settings),
      examineFiles(settings, new Date()),
      databases === undefined
        ? [right('database', 'there is none yet: the first start makes it below the data folder')]
        : examineDatabase(settings, databases, house.schemas),
      examineText(text),
      examineIssuers(settings),
      examineWitnesses(settings),
      agreement && kept ? examineFeeds(kept.care.short, { agreement, now: clock.now() }) : [],
      settings.mode === 'live' && kept ? madeUpPeople(kept) : [],
      examineMail(settings),
      examineAddress(settings, new Date()),
    ])
    return found.flat()
  } finally {
    if (databases !== undefined && !Array.isArray(databases)) await databases.close()
  }
}

/** Undefined before the first start of a place with the embedded server: doctor makes none. */
async function openIfThere(settings: Settings): Promise<Databases | Fault[] | undefined> {
  if (!isPlaceThere(settings)) return undefined
  try {
    return await openDatabases(settings, openLog('silent'))
  } catch (error) {
    return [asFault(error)]
  }
}

function settingsFound(unfit: readonly Fault[], { mode }: Settings): Finding[] {
  if (unfit.length === 0) return [right('settings', `every setting can be used, in ${mode} mode`)]
  return unfit.map(({ message, where, remedy }) => {
    const named = message.includes(where) ? message : `${message} (${where})`
    return wanting('settings', named, remedy)
  })
}

/** Numbers that begin with 9 were never given to anybody. */
async function madeUpPeople({ care }: Databases): Promise<Finding[]> {
  const count = await countMadeUp(care.short)
  if (count === 0) return [right('people', 'nobody here has a made-up NHS number')]
  const says = `${plural(count, 'record has', 'records have')} an NHS number that begins with 9: made up, or a test`
  return [wanting('people', says, 'Ask whoever sends them; the page of feeds shows which.')]
}

function lineOf({ about, found, says, remedy }: Finding): string {
  const line = `${found.padEnd(8)} ${about.padEnd(10)} ${says}.`
  return remedy === undefined ? line : `${line}\n${' '.repeat(20)}${remedy}`
}

function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  throw error
}
