import { examineMail, type RoleRow } from '../access/index.ts'
import { type Agreement, examineText, readAgreement, whyNotLiveUnder } from '../agreement/index.ts'
import { examineDrop, examineFeeds } from '../intake/index.ts'
import {
  clockOf,
  examineDatabase,
  examineFiles,
  Fault,
  type Finding,
  isOpen,
  openToExamine,
  plural,
  type Queryable,
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
agreement, sign-in, witnesses, feeds, mail, backup, and the address that people type. It changes nothing that is
there and prints no secret. Run it as the user that runs the place, with the same settings. For the logins of a
database that lack something it writes the statements that mend them.

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
      const count = plural(lacking.length, 'thing is', 'things are')
      out(lacking.length === 0 ? 'Nothing is wanting.' : `${count} wanting.`)
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
    ...whyNotLive(settings, faults),
    ...(agreement === undefined ? [] : whyNotLiveUnder(agreement, settings)),
  ]
  const databases = await openToExamine(settings)
  const care = isOpen(databases) ? databases.care.short : undefined
  try {
    const found = await Promise.all([
      settingsFound(unfit, settings),
      examineFiles(settings, new Date()),
      examineDatabase(settings, databases, house.schemas),
      examineText(text, care),
      examineIssuers(settings, agreement && agreedWords(agreement)),
      examineWitnesses(settings),
      agreement && care ? examineFeeds(care, { agreement, now: clock.now() }) : [],
      examineDrop(settings.dropFolder, new Date()),
      settings.mode === 'live' && care ? madeUpPeople(care) : [],
      examineMail(settings),
      examineAddress(settings, new Date()),
    ])
    return found.flat()
  } finally {
    if (isOpen(databases)) await databases.close()
  }
}

function agreedWords(agreement: Agreement) {
  const roles = agreement.table<RoleRow>('role', 'all').map(({ id }) => id)
  return { roles, parties: agreement.parties.map(({ id }) => id) }
}

function settingsFound(unfit: readonly Fault[], { mode }: Settings): Finding[] {
  if (unfit.length === 0) return [right('settings', `every setting can be used, in ${mode} mode`)]
  return unfit.map(({ message, where, remedy }) => {
    const named = message.includes(where) ? message : `${message} (${where})`
    return wanting('settings', named, remedy)
  })
}

/** Numbers that begin with 9 were never given to anybody. */
async function madeUpPeople(care: Queryable): Promise<Finding[]> {
  const count = await countMadeUp(care)
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
