import { readFileSync } from 'node:fs'
import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import type { MatchedOne } from '../people/index.ts'
import { ACTING_OPTIONS, ACTING_USAGE, refuseNoPlace, viewerWhoMay } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'match one',
  summary: 'whose records may be of somebody, by the version of matching in effect',
  usage: `concordat match one --record FILE.json [--as USER] [--purpose P] [--limit N] [--json]

Holds one record to everybody's by the version of matching that both sides have adopted, as all are held to each other.
Who asks, and whose records are told, is in the log. In the made-up place the first who may is taken where nobody is
named; a live place asks for --as USER.

  --record FILE.json  an object of texts, by the headings that match reads: {"given_name": "...", "nhs_number": "..."}
${ACTING_USAGE}
  --limit N           how many at most (10)
  --json              {model, candidates: [{person, source, source_id, probability, match_weight,
                      why: [{field, level, weight, says}]}], seconds}

Exit code: 0 done, 1 refused, 2 the record does not fit.`,
  options: { ...ACTING_OPTIONS, record: { type: 'string' }, limit: { type: 'string' } },
  async run(call) {
    const { values, settings, json, out } = call
    const record = recordOf(textOption(values, 'record'))
    const limit = textOption(values, 'limit')
    refuseNoPlace(settings)
    const place = await openPlace(settings, call)
    try {
      const viewer = viewerWhoMay(call, place.agreement, 'people.match')
      const input = { ...record, ...(limit === undefined ? {} : { limit: Number(limit) }) }
      const began = performance.now()
      const answer = await place.call('people.match', { viewer, input })
      const seconds = Math.round(performance.now() - began) / 1_000
      if (answer.ok) {
        const { model, candidates } = answer.result as MatchedOne
        if (json) out(JSON.stringify({ model, candidates, seconds }))
        else for (const line of linesOf(candidates)) out(line)
        return 0
      }
      if (json) out(JSON.stringify(answer))
      else if ('refusal' in answer) out(answer.refusal.sentence)
      else for (const { path, sentence } of answer.faults) out(`${path || 'record'}: ${sentence}`)
      return 'refusal' in answer ? 1 : 2
    } finally {
      await place.close()
    }
  },
}

function recordOf(file: string | undefined): object {
  const remedy = 'Name a file with one JSON object, like {"given_name": "Ann"}.'
  if (file === undefined) throw new Fault('it is not said whom', '--record', remedy)
  let read: unknown
  try {
    read = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Fault(`this is no record: ${(error as Error).message}`, file, remedy)
  }
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read
  throw new Fault('this is no record', file, remedy)
}

function linesOf(candidates: MatchedOne['candidates']): string[] {
  if (candidates.length === 0) return ['Nobody is near enough.']
  return candidates.flatMap(({ person, source, probability, why }) => [
    `${person}  ${source}  ${(probability * 100).toFixed(2)}%`,
    ...why.map(({ says }) => `  ${says}`),
  ])
}
