import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  auditAdoptions,
  auditTables,
  LOGGED_COMMANDS,
  officersOf,
  openFirstHash,
  quorumRule,
} from '../agreement/index.ts'
import { clockOf, Fault, openLog, openReader, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { house as standing } from '../rooms.ts'
import {
  readLogged,
  readVerifier,
  type SpokenEntry,
  type Verification,
  verifyAsAuditor,
  verifyPlace,
  verifyPublished,
  verifyTakenHome,
} from '../trail/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'
import { openProgress } from './progress.ts'

export const command: CliCommand = {
  words: 'trail verify',
  summary: 'has anybody rewritten the log?',
  usage: `concordat trail verify [--new] [--json]           the database of this place
concordat trail verify --log VKEY [--all] [--json]
                                                  the database at DATABASE_URL, for whoever audits it
concordat trail verify URL [--json]               a log as it is published
concordat trail verify --bundle FILE [--json]     what a resident took home

Checks that nothing in the log was changed, removed, put in or moved, and names what was:
  the database   every entry against its hash, the hashes against the tree and the signed checkpoint,
                 what columns and lists repeat of it, the adopted agreements against the chain of consent
  an auditor     the same, with a login that only reads: no key, no migration, nothing is numbered. What
                 was in order the last time is not read again unless rows are gone since; --all reads it all
  URL            every entry since the last checkpoint that this computer saw, and the signatures
  FILE           the resident's looks: in the signed log, none missing, none said to be withheld or erased
                 that is not

In order means: up to a checkpoint that a witness of each side has signed, not longer ago than the agreement
allows. What is after it is not yet confirmed. This computer remembers what it has found in order below
CONCORDAT_DATA, so that a log that was cut off or written anew shows.

  --bundle FILE     the file that the resident downloaded
  --log VKEY        the public key of the log, where this computer does not know it
  --witness VKEY    the public key of a witness; each one that is given has to confirm: one of each side
  --policy FILE     which witnesses have to confirm, in the form of C2SP tlog-policy (/trail/policy)
  --new, --all      reads only what is new since it was last in order, or everything: a place reads
                    everything unless told, an auditor only what is new
  --json            prints {size, root, ok, state, faults: [{entry, what}], witnesses: [{name, size,
                    age_seconds}], says, confirmed: {size, age_seconds}, erasures, notes}

Exit code 0 if the log is in order, 1 if not, 2 if there is nothing that could be checked.`,
  options: {
    bundle: { type: 'string' },
    log: { type: 'string' },
    witness: { type: 'string', multiple: true },
    policy: { type: 'string' },
    all: { type: 'boolean' },
    new: { type: 'boolean' },
  },
  async run(call) {
    const verification = await verify(call)
    call.out(call.json ? JSON.stringify(verification) : sentences(verification))
    return verification.ok ? 0 : 1
  },
}

async function verify(call: CliCall): Promise<Verification> {
  const { values, positionals, settings } = call
  const [url] = positionals
  const bundle = textOption(values, 'bundle')
  if (url !== undefined && bundle !== undefined) {
    throw new Fault(
      'only one thing can be checked at a time',
      'trail verify',
      'Give one URL or one FILE.',
    )
  }
  const policy = textOption(values, 'policy')
  const keys = {
    log: textOption(values, 'log'),
    witnesses: texts(values.witness),
    policy: policy === undefined ? undefined : readGiven(policy),
  }
  if (bundle !== undefined) {
    return verifyTakenHome(
      { text: readGiven(bundle), path: bundle },
      keys,
      settings,
      clockOf(settings),
    )
  }
  const progress = openProgress(call, 'checking')
  const onProgress = (done: number, total: number) => progress.show(total === 0 ? 1 : done / total)
  const [all, fresh] = [values.all === true, values.new === true]
  if (all && fresh) throw new Fault('it is either --new or --all', 'trail verify', 'Give one.')
  try {
    if (url !== undefined)
      return await verifyPublished(url, keys, settings, clockOf(settings), onProgress)
    const { log } = keys
    if (log !== undefined) return await audit(call, { ...keys, log }, { onProgress, all })
    refuseNoPlace(settings)
    const place = await openPlace(settings, call)
    try {
      return await verifyPlace(place, onProgress, { all: !fresh })
    } finally {
      await place.close()
    }
  } finally {
    progress.end()
  }
}

/** With the login that was lent, and nothing that the place keeps to itself. */
async function audit(
  { settings, house = standing }: CliCall,
  keys: { log: string; witnesses: string[]; policy?: string },
  options: { onProgress(done: number, total: number): void; all: boolean },
): Promise<Verification> {
  const { databaseUrl, dataFolder, firstAgreement, mode } = settings
  if (databaseUrl === undefined) {
    throw new Fault(
      'which database is to be audited is not said',
      'DATABASE_URL',
      'Give the address of the login that was lent to you; concordat trail auditor prints it.',
    )
  }
  const log = readVerifier(keys.log)
  if (log?.kind !== 'log')
    throw new Fault(
      'this is not the public key of a log',
      '--log',
      'Give it as it is published, name+id+key.',
    )
  const db = openReader(databaseUrl, openLog('silent'))
  const first = openFirstHash(join(dataFolder, 'trail', 'agreement.first'), firstAgreement)
  try {
    const clock = clockOf(settings)
    const readThrough = {
      clock,
      // A head that is not signed by this key is told by the check of the log itself.
      logged: (id: string) =>
        readLogged(db.short, log, id).catch((error) => {
          if (error instanceof Fault) return undefined
          throw error
        }),
    }
    const readChain = () =>
      auditAdoptions(db.short, {
        kinds: house.clauseKinds,
        mode,
        firstHash: first.read(),
        ...readThrough,
      })
    const chain = await readChain()
    const inEffect = chain.adoptions.findLast(({ effectiveAt }) => effectiveAt <= clock.now())
    const rule = inEffect && quorumRule(inEffect.agreement)
    const consent = {
      commands: LOGGED_COMMANDS,
      audit: async (entries: readonly SpokenEntry[]) =>
        auditTables(db.short, await readChain(), readThrough, entries),
      officers: () => officersOf(chain),
    }
    const place = { rule, consent }
    const done = await verifyAsAuditor(db, keys, settings, clock, place, options)
    if (done.ok && chain.adoptions[0]) first.pin(chain.adoptions[0].row.hash)
    return done
  } finally {
    await db.close()
  }
}

function readGiven(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Fault(`the file cannot be read: ${code}`, path, 'Give the file that was downloaded.')
  }
}

function texts(value: CliCall['values'][string]): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

const STATES = {
  'in order': 'The log is in order.',
  'not confirmed': 'Nothing was found changed, and the log is not in order: it is not confirmed.',
  changed: 'The log is not in order:',
}

function sentences(found: Verification): string {
  const { size, root, faults, witnesses, says, erasures, notes, state } = found
  return [
    STATES[state],
    ...faults.map(({ entry, what }) => (entry === '' ? `  ${what}` : `  ${entry}: ${what}`)),
    `${plural(size, 'entry', 'entries')}, root ${root}`,
    ...(faults.some(({ what }) => what === says) || says === '' ? [] : [says]),
    ...witnesses.map(
      ({ name, size: confirmed, age_seconds }) =>
        `${name} confirmed ${plural(confirmed, 'entry', 'entries')} ${age_seconds} s ago`,
    ),
    ...erasures.map(({ at, erased, by, clause, reason, signed_by }) => {
      const who = signed_by === null ? 'signed by nobody' : `signed by ${signed_by}`
      const many = plural(erased.length, 'entry', 'entries')
      return `Erased on ${at} by ${by}, ${who}: ${many}, clause ${clause}, ${reason}`
    }),
    ...notes,
  ].join('\n')
}
