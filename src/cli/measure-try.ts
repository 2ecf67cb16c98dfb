import { readFileSync } from 'node:fs'
import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { figureWords, tryDefinition } from '../measure/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'measure try',
  summary: 'a definition before anybody signs it: its examples, and a month of it',
  usage: `concordat measure try FILE.yaml --month YYYY-MM [--json]

FILE has the fields of a clause of kind measure. Its examples are worked by its query and by its rules, and the month by
both; what few people stand behind is not told here either. Nothing is kept.

  --json   {name, month, value, numerator, denominator, low, high, suppressed, agreed,
           examples: [{given, want, got, rules, ok}]}

Exits 1 where an example does not come out, the two do not agree, or the definition is refused; 2 where the file cannot
be read.`,
  options: { month: { type: 'string' } },
  async run({ positionals, values, settings, house, json, out }) {
    const [path, ...others] = positionals
    if (path === undefined || others.length > 0) {
      throw new Fault('one definition is tried at a time', 'measure try FILE.yaml', 'Name one.')
    }
    refuseNoPlace(settings)
    const text = readText(path)
    const place = await openPlace(settings, { house })
    try {
      const tried = await tryDefinition(place, { text, path }, textOption(values, 'month') ?? '')
      const { definition, month, told, agreed, examples } = tried
      const ok = agreed && examples.every((one) => one.ok)
      if (json) {
        out(JSON.stringify({ name: definition.id, month, ...told, agreed, examples }))
        return ok ? 0 : 1
      }
      for (const one of examples) {
        out(`${one.ok ? 'right' : 'WRONG'}: ${one.given}`)
        if (!one.ok)
          out(
            `  wanted ${one.want.join(', ')}; query ${one.got.join(', ')}; rules ${one.rules.join(', ')}`,
          )
      }
      out(`${definition.name}, ${month}: ${figureWords(definition, told)}`)
      if (!agreed) out('The query and the rules do not give the same for that month.')
      return ok ? 0 : 1
    } finally {
      await place.close()
    }
  },
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Fault(`the file cannot be read: ${code}`, path, 'Give a file in YAML.')
  }
}
