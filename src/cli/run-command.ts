import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  escapeUnseen,
  Fault,
  inspectSettings,
  isDiskFull,
  markForTerminal,
  readSettings,
} from '../kernel/index.ts'
import type { CliCommand } from './command.ts'
import { refuseSpare } from './words-taken.ts'

/** Where a command is given: its settings, what it reads, and where it says what it says, a line at a time. */
export type Terminal = {
  env: NodeJS.ProcessEnv
  /** all of standard input */
  input(): string
  out(line: string): void
  err(line: string): void
}

const NOT_COMMANDS = [
  'acting',
  'answered',
  'command',
  'day-given',
  'draft',
  'index',
  'item-given',
  'known-at',
  'look-at-one',
  'match-read',
  'match-reader',
  'month-given',
  'operator',
  'progress',
  'run-command',
  'testing',
  'time-given',
  'wanted-person',
  'words-taken',
  'write-whole',
]

/** What can go wrong outside the program, by the code of the system call or of PostgreSQL. */
const OUTSIDE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EACCES: 'a file or folder may not be read or written',
    EROFS: 'the disk can only be read',
    ECONNREFUSED: 'the database does not answer',
    ECONNRESET: 'the connection to the database was lost',
    EPIPE: 'the reader of the output went away',
    '53100': 'the disk of the database is full',
    '57P01': 'the database was stopped',
    '57P03': 'the database is starting or stopping',
    '08006': 'the connection to the database was lost',
  }),
)

/**
 * Runs what the words say, and answers the exit code. Nothing is thrown: what went wrong is said in one line. Whoever
 * reads JSON gets JSON then too, `{error}` with the same words, where nothing else was told.
 */
export async function runCommand(args: string[], terminal: Terminal): Promise<number> {
  if (!args.includes('--json')) return runWords(args, terminal)
  let told = false
  const said: string[] = []
  const code = await runWords(args, {
    ...terminal,
    out(line) {
      told = true
      terminal.out(line)
    },
    err(line) {
      said.push(line)
      terminal.err(line)
    },
  })
  if (code !== 0 && !told) terminal.out(escapeUnseen(JSON.stringify({ error: said.join('\n') })))
  return code
}

async function runWords(args: string[], terminal: Terminal): Promise<number> {
  try {
    const names = commandNames()
    const command = await longestMatch(names, args)
    if (command === undefined) return await listCommands(names, args, terminal)
    return await run(command, args.slice(command.words.split(' ').length), terminal)
  } catch (error) {
    return fail(error, terminal)
  }
}

async function run(command: CliCommand, args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parse(command, args)
  const { env, input } = terminal
  const json = values.json === true
  // Whatever a source has written comes to a terminal here.
  const out = (line: string) => terminal.out(json ? escapeUnseen(line) : markForTerminal(line))
  const err = (line: string) => terminal.err(markForTerminal(line))
  if (values.help === true) {
    out(command.usage)
    return 0
  }
  const { settings, faults } = command.examines
    ? inspectSettings(env)
    : { settings: readSettings(env), faults: [] }
  return command.run({
    values,
    positionals,
    json,
    settings,
    faults,
    input,
    out,
    err,
  })
}

function parse(command: CliCommand, args: string[]) {
  try {
    const parsed = parseArgs({
      args,
      options: { ...command.options, help: { type: 'boolean' }, json: { type: 'boolean' } },
      allowPositionals: true,
      tokens: true,
    })
    if (parsed.values.help !== true) refuseSpare(command, parsed)
    return parsed
  } catch (error) {
    if (error instanceof Fault) throw error
    // Some go on for lines with advice of their own.
    const what = (error as Error).message.split(/\.\s/)[0]!
    throw new Fault(what, command.words, `See concordat ${command.words} --help.`)
  }
}

/** File names are the words joined by dashes: `trail-verify.ts` is `trail verify`. */
function commandNames(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .filter((name) => !NOT_COMMANDS.includes(name))
    .sort()
}

/** The command of which most words were typed; a word may have a dash of its own: `fund risk-share`. */
async function longestMatch(names: string[], args: string[]): Promise<CliCommand | undefined> {
  for (let count = args.length; count > 0; count--) {
    const words = args.slice(0, count)
    if (!names.includes(words.join('-'))) continue
    const { command } = (await import(`./${words.join('-')}.ts`)) as { command: CliCommand }
    if (command.words === words.join(' ')) return command
  }
  return undefined
}

async function listCommands(
  names: string[],
  args: string[],
  { out, err }: Terminal,
): Promise<number> {
  const asked = args.filter((word) => !word.startsWith('-'))
  const wanted = names.filter((name) => asked.every((word, at) => name.split('-')[at] === word))
  const listed = wanted.length > 0 ? wanted : names
  const lines = await Promise.all(
    listed.map(async (name) => {
      const { command } = (await import(`./${name}.ts`)) as { command: CliCommand }
      return `  ${command.words.padEnd(20)} ${command.summary}`
    }),
  )
  const text = `concordat COMMAND [--help] [--json]\n\n${lines.join('\n')}`
  if (asked.length === 0 && args.includes('--help')) {
    out(text)
    return 0
  }
  const what =
    asked.length === 0 ? 'no command was given' : `there is no command ${asked.join(' ')}`
  const said = `concordat: ${what} (${args.join(' ') || 'COMMAND'}). Use one of these.\n${text}`
  err(markForTerminal(said))
  return 2
}

function fail(error: unknown, { err, env }: Terminal): number {
  if (error instanceof Fault) {
    err(markForTerminal(error.line))
    return error.exitCode
  }
  const { code, message } = error as NodeJS.ErrnoException
  if (code !== undefined && OUTSIDE.has(code)) {
    const lost = ['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006'].includes(code)
    const full = lost && isDiskFull(inspectSettings(env).settings.dataFolder)
    err(
      `concordat: ${OUTSIDE.get(full ? '53100' : code)} (${code}). Put it right and run the command again.`,
    )
    return 1
  }
  err(
    markForTerminal(`concordat: this is a fault in the program (${message}). Report it with this:`),
  )
  err(markForTerminal(String((error as Error).stack)))
  return 1
}
