import { readFileSync } from 'node:fs'
import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { ACTING_OPTIONS, ACTING_USAGE, refuseNoPlace, viewerActing } from './acting.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'do',
  summary: 'does something by its name, as somebody',
  usage: `concordat do NAME [--input FILE.json|-] --as USER [--purpose P] [--key K] [--dry-run] [--json]

Does what a page would do, by the same command: the agreement is asked, and what was done or refused is in the log.
The same key with the same input is done once and gives the same answer again. See concordat commands.

  --input FILE.json  the input; - reads it from standard input; left out, it is {}
${ACTING_USAGE}
  --key K            so that trying again does nothing twice; a new one is made and printed where it is left out
  --dry-run          says what would happen, and leaves nothing

Exit code: 0 done, 1 refused, 2 the input does not fit.`,
  options: {
    ...ACTING_OPTIONS,
    input: { type: 'string' },
    key: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
  async run(call) {
    const { positionals, values, settings, json, out } = call
    const [name] = positionals
    if (name === undefined) {
      throw new Fault(
        'one command is done at a time',
        'do NAME',
        'Take a name from concordat commands.',
      )
    }
    const input = readInput(call, textOption(values, 'input'))
    refuseNoPlace(settings)
    const place = await openPlace(settings, call)
    try {
      const answer = await place.call(name, {
        viewer: viewerActing(call, place.agreement),
        input,
        key: textOption(values, 'key'),
        dryRun: values['dry-run'] === true,
      })
      if (json) out(JSON.stringify(answer))
      else if (answer.ok) out(`Done${answer.entry ? ` (entry ${answer.entry})` : ''}.`)
      else if ('refusal' in answer) {
        const { sentence, clause, next } = answer.refusal
        out([sentence, clause && `Clause ${clause}.`, next].filter(Boolean).join(' '))
      } else for (const { path, sentence } of answer.faults) out(`${path || 'input'}: ${sentence}`)
      return answer.ok ? 0 : 'refusal' in answer ? 1 : 2
    } finally {
      await place.close()
    }
  },
}

function readInput({ input }: CliCall, file: string | undefined): unknown {
  if (file === undefined) return {}
  try {
    return JSON.parse(file === '-' ? (input?.() ?? '') : readFileSync(file, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const what = code === undefined ? 'this is not JSON' : `the file cannot be read (${code})`
    throw new Fault(
      what,
      file === '-' ? 'standard input' : file,
      'Give a file with one JSON object.',
    )
  }
}
