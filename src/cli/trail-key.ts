import { whyNotLive } from '../kernel/index.ts'
import { openLogKey } from '../trail/index.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'trail key',
  summary: 'the public key of the log, which its witnesses need',
  usage: `concordat trail key [--json]

Prints the public key of this place's log: the name of CONCORDAT_LOG_NAME and the key in CONCORDAT_LOG_KEY, which is
made where there is none. Give it to each side's witness (concordat witness --log KEY) before the first start.

  --json   {vkey}`,
  options: {},
  // It is asked for before the witnesses are there, and so before all of the settings can be used.
  examines: true,
  async run({ json, settings, faults = [], out }) {
    const all = [...faults, ...whyNotLive(settings, faults)]
    const fault = all.find(({ where }) => /^CONCORDAT_(LOG|DATA)/.test(where))
    if (fault !== undefined) throw fault
    const { vkey } = openLogKey(settings).verifier
    out(json ? JSON.stringify({ vkey }) : vkey)
    return 0
  },
}
