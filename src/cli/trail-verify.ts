import { readFileSync } from 'node:fs'
import { Fault, systemClock } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { type Verification, verifyPlace, verifyPublished, verifyTakenHome } from '../trail/index.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'
import { openProgress } from './progress.ts'

export const command: CliCommand = {
  words: 'trail verify',
  summary: 'has anybody rewritten the log?',
  usage: `concordat trail verify [--json]                   the database of this place
concordat trail verify URL [--json]               a log as it is published
concordat trail verify --bundle FILE [--json]     what a resident took home

Checks that nothing in the log was changed, removed, put in or moved, and names what was:
  the database   every entry against its hash, the hashes against the tree and the signed checkpoint,
                 every person's looks against their running numbers
  URL            every entry since the last checkpoint that this computer saw, and the signatures
  FILE           the resident's looks, that they are in the signed log, and that none is missing

A log is in order only if a witness has confirmed it, or if this computer has checked it before (it
remembers the checkpoint below CONCORDAT_DATA): otherwise nothing shows that its end was cut off.

  --bundle FILE     the file that the resident downloaded
  --log VKEY        the public key of the log, where this computer does not know it
  --witness VKEY    the public key of a witness whose confirmation counts; may be given again
  --json            prints {size, root, ok, faults: [{entry, what}], witnesses: [{name, size, age_seconds}]}

Exit code 0 if the log is in order, 1 if not, 2 if there is nothing that could be checked.`,
  options: {
    bundle: { type: 'string' },
    log: { type: 'string' },
    witness: { type: 'string', multiple: true },
  },
  async run(call) {
    const verification = await verify(call)
    call.out(call.json ? JSON.stringify(verification) : sentences(verification))
    return verification.ok ? 0 : 1
  },
}

async function verify(call: CliCall): Promise<Verification> {
  const { values, positionals, settings } = call
  const [url, ...more] = positionals
  const bundle = textOption(values, 'bundle')
  if (more.length > 0 || (url !== undefined && bundle !== undefined)) {
    throw new Fault(
      'only one thing can be checked at a time',
      'trail verify',
      'Give one URL or one FILE.',
    )
  }
  const keys = { log: textOption(values, 'log'), witnesses: texts(values.witness) }
  if (bundle !== undefined) {
    return verifyTakenHome({ text: readBundle(bundle), path: bundle }, keys, settings, systemClock)
  }
  const progress = openProgress(call, 'checking')
  const show = (done: number, total: number) => progress.show(total === 0 ? 1 : done / total)
  try {
    if (url !== undefined) return await verifyPublished(url, keys, settings, systemClock, show)
    const place = await openPlace(settings)
    try {
      return await verifyPlace(place, show)
    } finally {
      await place.close()
    }
  } finally {
    progress.end()
  }
}

function readBundle(path: string): string {
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

function sentences({ size, root, ok, faults, witnesses }: Verification): string {
  return [
    ok ? 'The log is in order.' : 'The log is not in order:',
    ...faults.map(({ entry, what }) => (entry === '' ? `  ${what}` : `  ${entry}: ${what}`)),
    `${size.toLocaleString('en-GB')} entries, root ${root}`,
    ...witnesses.map(
      ({ name, size: confirmed, age_seconds }) =>
        `${name} confirmed ${confirmed.toLocaleString('en-GB')} entries ${age_seconds} s ago`,
    ),
  ].join('\n')
}
