import { writeFileSync } from 'node:fs'
import { Fault, formatCount } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { nhsNumbers } from '../people/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'optout list',
  summary: 'the NHS numbers to ask the national opt-out service about',
  usage: `concordat optout list --out FILE.dat [--json]

Writes every NHS number that is known here, as the national data opt-out service wants them: one a line, with a comma
behind it and a line feed. What it answers is taken in with concordat optout import.

  --out FILE.dat   the file to write; one that is there is replaced
  --json           {out, numbers}`,
  options: { out: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const file = textOption(values, 'out')
    if (!file) throw new Fault('no file was named', '--out', 'Give --out FILE.dat.')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const numbers = await nhsNumbers(place.databases.care.short)
      write(file, numbers)
      if (json) out(JSON.stringify({ out: file, numbers: numbers.length }))
      else out(`${formatCount(numbers.length)} NHS numbers in ${file}.`)
      return 0
    } finally {
      await place.close()
    }
  },
}

function write(file: string, numbers: readonly string[]): void {
  try {
    writeFileSync(file, numbers.map((number) => `${number},\n`).join(''), { mode: 0o600 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Fault(
      `the numbers cannot be written: ${code}`,
      file,
      'Give a file in a folder that is there and has room.',
    )
  }
}
