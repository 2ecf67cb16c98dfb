import * as fs from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { sealExtract } from '../measure/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { operator } from './operator.ts'

export const command: CliCommand = {
  words: 'measure extract',
  summary: 'what the second calculator works a month from, sealed in the log',
  usage: `concordat measure extract --month YYYY-MM --out DIR [--json]

Writes the facts that may have to do with a month as tables, under pseudonyms and without anybody who opted out. Their
seal stands in the log, so that either side can keep the files and work the month again alone (measure verify).

  --out DIR   a folder that is not there yet, or is empty
  --json      {sealed, entry}: SHA-256, and the entry of the log`,
  options: { month: { type: 'string' }, out: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const folder = textOption(values, 'out')
    if (!folder) throw new Fault('no folder was named', '--out', 'Give --out DIR.')
    if (fs.existsSync(folder) && fs.readdirSync(folder).length > 0) {
      throw new Fault('the folder holds something already', folder, 'Give one that is empty.')
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const viewer = { actor: operator(), purpose: '' }
      const month = textOption(values, 'month') ?? ''
      const { files, sealed, entry } = await sealExtract(place, month, viewer)
      fs.mkdirSync(folder, { recursive: true })
      for (const [name, text] of files) fs.writeFileSync(join(folder, name), text)
      if (json) out(JSON.stringify({ sealed, entry }))
      else out(`${folder}: sealed ${sealed}`)
      return 0
    } finally {
      await place.close()
    }
  },
}
