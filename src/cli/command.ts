import type { ParseArgsConfig } from 'node:util'
import type { Fault, Settings } from '../kernel/index.ts'
import type { House } from '../rooms.ts'

/** Done; refused or found wanting; wrong usage or unreadable input. */
export type ExitCode = 0 | 1 | 2

/** One command of `bin/concordat`: a file each, found by its name. */
export type CliCommand = {
  /** as typed: `trail verify` */
  words: string
  summary: string
  /** the whole text of `--help` */
  usage: string
  /** its words are one: an NHS number may be typed in three; else it takes as many as its usage names */
  joins?: true
  /** for `util.parseArgs`; `--help` and `--json` are added to every command */
  options: NonNullable<ParseArgsConfig['options']>
  /** it says itself what is wrong with the settings: they are in `faults`, and those stand as if not given */
  examines?: true
  /** 0 done, 1 refused or found wanting, 2 bad usage or unreadable input */
  run(call: CliCall): Promise<ExitCode>
}

export type CliValue = string | boolean | (string | boolean)[] | undefined

export type CliCall = {
  values: Record<string, CliValue>
  positionals: string[]
  json: boolean
  settings: Settings
  /** settings that cannot be used; none but where a command examines them */
  faults?: readonly Fault[]
  /** the rooms, where they are not those of the checkout */
  house?: House
  /** all of standard input */
  input?(): string
  /** a line for standard output */
  out(text: string): void
  /** a line for standard error */
  err(text: string): void
}

/** The value of an option that must be given once, as text. */
export function textOption(values: CliCall['values'], name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}
