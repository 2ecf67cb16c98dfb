import { auditorAddress, Fault, joinEmbeddedServer } from '../kernel/index.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'trail auditor',
  summary: 'the address with which an auditor reads the database',
  usage: `concordat trail auditor [--json]

Prints the address of the embedded database under a login that reads the log and the agreements and can do
nothing else. An auditor gives it in DATABASE_URL to concordat trail verify --log VKEY. Whoever has it can
read what was written down about everybody: lend it, and keep it as you keep the place.

  --json   {url}

On a server of your own, give a login of the auditor's the role concordat_audit.`,
  options: {},
  async run({ json, settings, out }) {
    if (settings.databaseUrl !== undefined) {
      throw new Fault(
        'this place is on a server of its own',
        'DATABASE_URL',
        'Make a login there and grant it the role concordat_audit.',
        1,
      )
    }
    const server = await joinEmbeddedServer(settings.dataFolder)
    try {
      const url = auditorAddress(server.connection)
      out(json ? JSON.stringify({ url }) : url)
    } finally {
      await server.leave()
    }
    return 0
  },
}
