import { clockOf, Fault, openLog } from '../kernel/index.ts'
import { readVerifier, startWitness, type Verifier } from '../trail/index.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'witness',
  summary: 'confirms that a log only ever grew',
  usage: `concordat witness --listen PORT --key FILE --state FILE --log VKEY… [--host ADDRESS] [--name NAME]
                  [--ml-dsa]

An independent witness (C2SP tlog-witness): it answers POST /add-checkpoint with its signature if the log
has only grown since the last time, and refuses otherwise; GET /HASH/checkpoint shows what it signed last.
Each side of a partnership runs one, on a
machine that the other cannot touch. Prints the public key that the log's settings need.

  --listen PORT    the port to listen on
  --key FILE       the secret key; made where there is none
  --state FILE     what it has confirmed; never put an older copy back
  --log VKEY       the public key of a log that it answers for; may be given again
  --host ADDRESS   the address to listen on (127.0.0.1)
  --name NAME      the name of a key that is made, for instance council.example/witness
  --ml-dsa         makes a key of ML-DSA-44, which quantum computers do not break; browsers cannot check it

Stop it with Ctrl-C.`,
  options: {
    listen: { type: 'string' },
    key: { type: 'string' },
    state: { type: 'string' },
    log: { type: 'string', multiple: true },
    host: { type: 'string' },
    name: { type: 'string' },
    'ml-dsa': { type: 'boolean' },
  },
  async run({ values, positionals, json, settings, out }) {
    const witness = await startWitness({
      port: readPort(needed(values, 'listen')),
      keyFile: needed(values, 'key'),
      stateFile: needed(values, 'state'),
      // A list of keys after one --log is how a shell passes them on.
      logs: [...logKeys(values.log), ...positionals].map(readLog),
      host: textOption(values, 'host'),
      name: textOption(values, 'name'),
      algorithm: values['ml-dsa'] === true ? 'ml-dsa-44' : 'ed25519',
      clock: clockOf(settings),
      log: openLog('info'),
    })
    const { vkey, url } = witness
    out(json ? JSON.stringify({ vkey, url }) : `${vkey}\nlistens on ${url}`)
    await new Promise<void>((stopped) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped())
    })
    await witness.close()
    return 0
  },
}

function needed(values: CliCall['values'], name: string): string {
  const value = textOption(values, name)
  if (value !== undefined && value !== '') return value
  throw new Fault(`--${name} is missing`, 'witness', 'See concordat witness --help.')
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port
  throw new Fault(`${text} is not a port`, '--listen', 'Give a number from 0 to 65535.')
}

function logKeys(value: CliCall['values'][string]): string[] {
  const keys = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
  if (keys.length > 0) return keys
  throw new Fault('--log is missing', 'witness', 'Give the public key of at least one log.')
}

function readLog(vkey: string): Verifier {
  const verifier = readVerifier(vkey)
  if (verifier?.kind === 'log') return verifier
  throw new Fault(
    'this is not the public key of a log',
    '--log',
    'Take it from /trail/keys of the place.',
  )
}
