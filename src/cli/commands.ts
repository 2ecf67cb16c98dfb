import { describeCommands } from '../call-command.ts'
import { Fault, ROOMS } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'commands',
  summary: 'what can be done by name, and by whom',
  usage: `concordat commands [--room R] [--json]

Lists every command with what it does and the roles that the agreement in effect lets do it.

  --room R   only those of one room
  --json     {commands: [{name, room, says, input, powers: [{role, clause}]}]}; input is JSON Schema`,
  options: { room: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const room = textOption(values, 'room')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const rooms = [...new Set([...ROOMS, ...place.house.rooms.map(({ name }) => name)])]
      if (room !== undefined && !rooms.includes(room)) {
        throw new Fault(`there is no room ${room}`, '--room', `Give one of ${rooms.join(', ')}.`)
      }
      const commands = describeCommands(place, room)
      if (json) out(JSON.stringify({ commands }))
      for (const { name, says, powers } of json ? [] : commands) {
        const who = powers.map(({ role, clause }) => `${role} (${clause})`).join(', ')
        out(`${name.padEnd(24)} ${says}. ${who || 'nobody'}`)
      }
      return 0
    } finally {
      await place.close()
    }
  },
}
