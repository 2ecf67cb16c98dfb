import { createHash } from 'node:crypto'
import { Fault, plural, zipFile } from '../kernel/index.ts'
import { takeHome } from '../record/index.ts'
import { ACTING_OPTIONS, ACTING_USAGE } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { lookAtOne } from './look-at-one.ts'
import { writeWhole } from './write-whole.ts'

export const command: CliCommand = {
  words: 'export person',
  summary: 'everything that is held of somebody, to read and to check without us',
  usage: `concordat export person ID --out FILE.zip --as USER [--purpose P --role R --organisation O] [--json]

Writes a zip file with everything that is held of one person, and of nobody else, of the parts of a record that USER may
see: in plain words, as its sources sent it in every version, who has looked, and the proof of that. It is a look,
written down first.

  ID                 an NHS number, or the id in the address of a person's page
  --out FILE.zip     the file to write; one that is there is replaced
${ACTING_USAGE}
  --json             {out, files: [{name, items, sha256}]}. Refused: {files: [], refusal}

Exits 1 where nothing was written.`,
  joins: true,
  options: { ...ACTING_OPTIONS, out: { type: 'string' } },
  async run(call) {
    const { values, json, out } = call
    const file = textOption(values, 'out')
    if (!file) throw new Fault('no file was named', '--out', 'Give --out FILE.zip.')
    return lookAtOne(call, 'files', takeHome, (taken) => {
      writeWhole(file, zipFile(taken.files))
      const files = taken.files.map(({ name, items, content }) => {
        const sha256 = createHash('sha256').update(content).digest('hex')
        return { name, items, sha256 }
      })
      if (json) out(JSON.stringify({ out: file, files }))
      else for (const { name, items } of files) out(`${name}: ${plural(items, 'item')}`)
      return 0
    })
  },
}
