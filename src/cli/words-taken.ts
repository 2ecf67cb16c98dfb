import { Fault } from '../kernel/index.ts'
import type { CliCommand } from './command.ts'

/** What somebody has to fill in, `DIR`, `FILE…`, `SERIES.csv`, `[URL]`, or to choose: `one|other`. */
const TO_FILL = /^\[?(?:[A-Z][A-Z-]*(?:\.[a-z]+)?(…?)|[a-z-]+(?:\|[a-z-]+)+)\]?$/

type Parsed = {
  positionals: readonly string[]
  tokens: readonly { kind: string; name?: string; rawName?: string }[]
}

/**
 * Nothing that is typed is passed over: a command takes as many words as its usage names, and each option once.
 * @throws Fault
 */
export function refuseSpare(command: CliCommand, { positionals, tokens }: Parsed): void {
  const { words, options, joins } = command
  const spare = joins ? undefined : positionals[wordsTaken(command)]
  if (spare !== undefined) {
    throw new Fault(`${words} takes no "${spare}"`, words, `See concordat ${words} --help.`)
  }
  const seen = new Set<string>()
  for (const { kind, name = '', rawName } of tokens) {
    if (kind !== 'option') continue
    const once = Object.hasOwn(options, name) && options[name]!.multiple !== true
    if (once && seen.has(name))
      throw new Fault(`${rawName} was given twice`, words, 'Give it once.')
    seen.add(name)
  }
}

/** As the usage has it, in its first lines: of several ways to give the command, the one with most words. */
function wordsTaken({ words, usage, options }: CliCommand): number {
  const [synopsis] = usage.split('\n\n', 1)
  const ways = synopsis!.split(`concordat ${words}`).slice(1)
  return Math.max(0, ...ways.map((way) => wordsIn(way.trim().split(/\s+/), options)))
}

function wordsIn(tokens: readonly string[], options: CliCommand['options']): number {
  let words = 0
  for (const [at, token] of tokens.entries()) {
    const many = token.includes('…')
    const name = /^\[?--([a-z-]+)$/.exec(tokens[at - 1] ?? '')?.[1]
    const isValue =
      name !== undefined && Object.hasOwn(options, name) && options[name]!.type === 'string'
    // `--log VKEY…`: the first is the option's, the others stand by themselves.
    if (isValue && !many) continue
    if (TO_FILL.test(token)) words += many ? Number.POSITIVE_INFINITY : 1
  }
  return words
}
