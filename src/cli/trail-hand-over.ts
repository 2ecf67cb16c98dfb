import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { handOver } from '../trail/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { operator } from './operator.ts'

export const command: CliCommand = {
  words: 'trail hand-over',
  summary: 'ends the log and begins its successor, with a new key',
  usage: `concordat trail hand-over --name NAME --reason TEXT [--json]

Writes a closing entry that names the successor by its name and key, and makes the key. The successor holds
the same tree and goes on with it: what was proved before stays proved. This is how a key is changed, how a
new stretch of the log is begun, and how a log goes on whose database was rolled back; then the entry says
which entries are lost. The old key stays beside the new one. Servers of this place must be stopped.

  --name NAME     the successor's name, for instance southmere.example/trail-2
  --reason TEXT   why, as everybody will read it
  --json          {closed, successor, lost, reason, entryId, oldKeyFile}

Start the place with CONCORDAT_LOG_NAME=NAME afterwards, give the new key to each witness, and publish it.`,
  options: { name: { type: 'string' }, reason: { type: 'string' } },
  async run({ values, json, settings, house, out }) {
    const [name, reason] = [textOption(values, 'name'), textOption(values, 'reason')]
    if (!name || !reason) {
      throw new Fault(
        'a name and a reason are needed',
        'trail hand-over',
        'Give --name and --reason.',
      )
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const { databases, trail, clock } = place
      const viewer = { actor: operator(), purpose: 'governance' }
      const deps = { owner: databases.owner, trail, settings, now: clock.now() }
      const done = await handOver(deps, viewer, { name, reason })
      if (json) out(JSON.stringify(done))
      else {
        const lost = done.lost ? ` Entries ${done.lost.from} to ${done.lost.to - 1} are lost.` : ''
        out(`${done.closed.origin} is closed.${lost} Its successor is ${done.successor.vkey}`)
        out(
          `Start the place with CONCORDAT_LOG_NAME=${name}. The old key is kept: ${done.oldKeyFile}`,
        )
      }
    } finally {
      await place.close()
    }
    return 0
  },
}
