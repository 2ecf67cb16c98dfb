import { createWriteStream, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Fault, plural } from '../kernel/index.ts'
import {
  type Answer,
  answerOf,
  clusterRows,
  type Matched,
  type MatchSettings,
  type MatchTable,
  matchTables,
  nameOfVersion,
  readMatchSettings,
  readVersion,
  type Truth,
  writeVersion,
} from '../people/index.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'
import { eachRow, headingsOf, readTables, type TablesRead } from './match-read.ts'

export const command: CliCommand = {
  words: 'match',
  summary: 'who of two tables is one person, or who stands twice in one',
  usage: `concordat match LEFT.csv [RIGHT.csv] --out PAIRS.csv [--clusters FILE] [--threshold P] [--settings FILE]
                         [--truth FILE] [--one-to-one auto|yes|no] [--save-model FILE] [--use-model FILE]
                         [--threads N] [--json]

Brings together rows that may be one person, learns from them what agreement says, and writes each pair with how likely
it is. Columns are found by their names, in any case, with spaces or underscores: id, nhs_number, given_name,
family_name, other_names, date_of_birth, sex, postcode, address_line_1, address_line_2, city, phone, email, gp_practice.
Any of them will do beside the id. The same rows give the same bytes, in whatever order and with any number of threads.

  --out FILE      left_id,right_id,probability,match_weight, likeliest first; the weight is in powers of two
  --clusters FILE source,id,cluster: every row (of left or right) with the number of the person it is taken for
  --threshold P   the least probability that is told; 0.5 if not said
  --settings FILE YAML: columns (a field: its heading), comparisons ({column, kind, shared}), blocking (lists of
                  fields), rounds (how long is learnt at most; what has not come to rest is not kept)
  --truth FILE    left_id,right_id: says how right the pairs are
  --one-to-one    whether a row has one partner at most; auto finds it out where there are two tables
  --save-model, --use-model   keeps what was learnt, or uses what was kept
  --json          {left_rows, right_rows, candidate_pairs, pairs, threshold, precision, recall, f1, best_f1,
                  best_threshold, threshold_f1, one_to_one, model, seconds: {read, train, score, write, total, cpu},
                  peak_memory_mb, threads, parameters}

Exit code: 0 done, 2 a table, a file or an option cannot be read.`,
  options: {
    out: { type: 'string' },
    clusters: { type: 'string' },
    threshold: { type: 'string' },
    settings: { type: 'string' },
    truth: { type: 'string' },
    'one-to-one': { type: 'string' },
    'save-model': { type: 'string' },
    'use-model': { type: 'string' },
    threads: { type: 'string' },
  },
  run: runMatch,
}

type Asked = {
  readonly paths: readonly string[]
  readonly out: string
  readonly clusters: string | undefined
  readonly threshold: number
  readonly settings: MatchSettings
  readonly truth: string | undefined
  /** undefined to find out */
  readonly once: boolean | undefined
  readonly saveModel: string | undefined
  readonly useModel: string | undefined
  readonly threads: number
}

async function runMatch(call: CliCall): Promise<0> {
  const { json, out, err } = call
  const asked = askedOf(call)
  const began = performance.now()
  const tables = await readTables(asked.paths, asked.settings, asked.threads)
  const { fields, left, right } = tables
  const truth = asked.truth === undefined ? undefined : await readTruth(asked.truth, right)
  const read = performance.now()
  const matched = await matchTables({
    fields,
    left,
    right,
    rules: asked.settings.blocking,
    rounds: asked.settings.rounds,
    version: asked.useModel === undefined ? undefined : readVersion(asked.useModel, fields),
    least: truth === undefined ? leastWeight(asked.threshold) : LEAST,
    threads: asked.threads,
  })
  if (!matched.settled) err(unsettled(asked.saveModel))
  const answer = answerOf(matched.scored, tables, { ...asked, truth })
  const scored = performance.now()
  await writeAnswer(asked, tables, answer)
  if (asked.saveModel !== undefined && matched.settled)
    writeFileSync(asked.saveModel, writeVersion(matched.version))
  const ended = performance.now()
  const { trained } = matched
  const figures = {
    ...figuresOf(asked, tables, matched, answer),
    seconds: {
      read: seconds(read - began),
      train: seconds(trained),
      score: seconds(scored - read - trained),
      write: seconds(ended - scored),
      total: seconds(ended - began),
      cpu: seconds(process.cpuUsage().user / 1_000),
    },
    peak_memory_mb: Math.round(process.resourceUsage().maxRSS / 1_024),
    threads: asked.threads,
    parameters: matched.version.model,
  }
  if (json) out(JSON.stringify(figures))
  else for (const line of linesOf(figures)) out(line)
  return 0
}

function unsettled(kept: string | undefined): string {
  const not =
    'What was learnt from these tables had not come to rest when it was used: look at its pairs.'
  return kept === undefined ? not : `${not} ${kept} was left as it was.`
}

/** Below it nothing is right any more, whatever the truth is. */
const LEAST = -13

/** A little below the threshold, which is held to what is written of a probability. */
function leastWeight(threshold: number): number {
  return Math.max(LEAST, Math.log2(threshold / (1 - threshold)) - 0.01)
}

const seconds = (milliseconds: number) => Math.round(milliseconds) / 1_000

function askedOf({ values, positionals }: CliCall): Asked {
  const given = (name: string) => textOption(values, name)
  if (positionals.length < 1 || positionals.length > 2) {
    throw new Fault('one table or two are matched', 'match LEFT.csv [RIGHT.csv]', 'Name them.')
  }
  const out = given('out')
  if (out === undefined) {
    throw new Fault('it is not said where the pairs go', '--out', 'Name a file for them.')
  }
  const threshold = Number(given('threshold') ?? 0.5)
  if (!(threshold > 0 && threshold < 1)) {
    throw new Fault('this is no probability', '--threshold', 'Write one between 0 and 1, like 0.9.')
  }
  const once = new Map([
    ['auto', undefined],
    ['yes', true],
    ['no', false],
  ])
  const asOnce = given('one-to-one') ?? 'auto'
  if (!once.has(asOnce)) {
    throw new Fault('this is no answer', '--one-to-one', 'Write auto, yes or no.')
  }
  const threads = Number(given('threads') ?? availableParallelism())
  if (!Number.isInteger(threads) || threads < 1 || threads > 256) {
    throw new Fault('this is no number of threads', '--threads', 'Write one from 1 to 256.')
  }
  return {
    paths: positionals,
    out,
    clusters: given('clusters'),
    threshold,
    settings: readMatchSettings(given('settings')),
    truth: given('truth'),
    once: once.get(asOnce),
    saveModel: given('save-model'),
    useModel: given('use-model'),
    threads,
  }
}

/** @param right undefined: in one table a pair is the same whichever of the two stands first */
async function readTruth(path: string, right: MatchTable | undefined): Promise<Truth> {
  const headings = (await headingsOf(path)).map((name) => name.trim().toLowerCase())
  const [left, other] = [headings.indexOf('left_id'), headings.indexOf('right_id')]
  if (left < 0 || other < 0) {
    const remedy = 'Its headings are left_id and right_id.'
    throw new Fault('the table has no left_id or no right_id', path, remedy)
  }
  const key = (a: string, b: string) =>
    right === undefined && b < a ? JSON.stringify([b, a]) : JSON.stringify([a, b])
  const pairs = new Set<string>()
  await eachRow(path, (row) => pairs.add(key(row.text(left), row.text(other))))
  return { size: pairs.size, isPair: (a, b) => pairs.has(key(a, b)) }
}

async function writeAnswer(asked: Asked, tables: TablesRead, { pairs }: Answer): Promise<void> {
  await writeLines(asked.out, 'left_id,right_id,probability,match_weight', pairs, (pair) =>
    [
      cell(pair.left),
      cell(pair.right),
      pair.probability.toFixed(10),
      pair.weight.toFixed(6),
    ].join(),
  )
  if (asked.clusters === undefined) return
  const rows = clusterRows(pairs, tables, tables.fields)
  await writeLines(asked.clusters, 'source,id,cluster', rows, ({ source, id, cluster }) =>
    [source, cell(id), cluster].join(),
  )
}

async function writeLines<T>(
  path: string,
  headings: string,
  rows: readonly T[],
  lineOf: (row: T) => string,
): Promise<void> {
  const lines = function* () {
    yield `${headings}\n`
    for (let at = 0; at < rows.length; at += 1_000) {
      yield rows
        .slice(at, at + 1_000)
        .map((row) => `${lineOf(row)}\n`)
        .join('')
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path)).catch((error) => {
    throw new Fault(`the file cannot be written: ${error.message}`, path, 'Name another.')
  })
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function figuresOf(asked: Asked, { left, right }: TablesRead, matched: Matched, answer: Answer) {
  const { quality } = answer
  return {
    left_rows: left.rows,
    right_rows: right?.rows ?? null,
    candidate_pairs: matched.candidates,
    pairs: answer.pairs.length,
    threshold: asked.threshold,
    precision: quality?.precision ?? null,
    recall: quality?.recall ?? null,
    f1: quality?.f1 ?? null,
    best_f1: quality?.bestF1 ?? null,
    best_threshold: quality?.bestThreshold ?? null,
    threshold_f1: quality?.f1 ?? null,
    one_to_one: answer.oneToOne,
    model: nameOfVersion(matched.version),
  }
}

function linesOf(figures: ReturnType<typeof figuresOf> & { seconds: { total: number } }): string[] {
  const { pairs, threshold, precision, recall, f1, best_f1: best, one_to_one: once } = figures
  const many = plural(pairs, 'pair')
  const twice = once ? ', each row with one partner at most' : ''
  const right =
    precision === null || recall === null || f1 === null || best === null
      ? []
      : [
          `${percent(precision)} of them are right, ${percent(recall)} of those that there are were found`,
          `F1 ${f1.toFixed(4)}, at best ${best.toFixed(4)}`,
        ]
  return [`${many} at ${threshold} or more${twice}, in ${figures.seconds.total} s`, ...right]
}

const percent = (part: number) => `${(part * 100).toFixed(2)}%`
