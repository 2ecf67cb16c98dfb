import { createHash } from 'node:crypto'
import { Fault, plural, zipFile } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { takeHome } from '../record/index.ts'
import { ACTING_OPTIONS, ACTING_USAGE, refuseNoPlace, viewerActing } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { personsWanted, told, wantedPerson } from './wanted-person.ts'
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
    const { values, settings, json, out } = call
    const file = textOption(values, 'out')
    if (!file) throw new Fault('no file was named', '--out', 'Give --out FILE.zip.')
    const wanted = wantedPerson(call)
    refuseNoPlace(settings)
    const place = await openPlace(settings, call)
    try {
      const viewer = viewerActing(call, place.agreement)
      const ids = await personsWanted(place.databases.care.short, wanted)
      const [taken] = told(await Promise.all(ids.map((id) => takeHome(place, viewer, id))))
      if (taken?.outcome !== 'allowed') {
        const refusal =
          taken?.outcome === 'refused' ? taken.refusal : { sentence: 'Nobody was found.' }
        out(json ? JSON.stringify({ files: [], refusal }) : refusal.sentence)
        return 1
      }
      writeWhole(file, zipFile(taken.files))
      const files = taken.files.map(({ name, items, content }) => {
        const sha256 = createHash('sha256').update(content).digest('hex')
        return { name, items, sha256 }
      })
      if (json) out(JSON.stringify({ out: file, files }))
      else for (const { name, items } of files) out(`${name}: ${plural(items, 'item')}`)
      return 0
    } finally {
      await place.close()
    }
  },
}
