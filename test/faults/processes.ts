import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '../run-files.ts'

/** Processes of ours that a fault run starts, kills and asks. Only its own children are ever killed. */
export type Ended = { status: number | null; signal: string | null; stdout: string; stderr: string }

export type Running = {
  readonly child: ChildProcess
  /** what it has said on standard output so far */
  said(): string
  kill(): Promise<Ended>
  ended: Promise<Ended>
}

export function runFile(dataFolder: string, file: string, ...args: string[]): Running {
  return start(dataFolder, [join(ROOT, 'bin/run'), file, ...args])
}

export function runConcordat(dataFolder: string, ...args: string[]): Running {
  return start(dataFolder, [join(ROOT, 'bin/concordat'), ...args])
}

function start(dataFolder: string, [program, ...args]: string[]): Running {
  const env = { ...process.env, CONCORDAT_DATA: dataFolder, DATABASE_URL: '' }
  const child = spawn(program!, args, { cwd: ROOT, env })
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (piece) => {
    text.stdout += piece
  })
  child.stderr.on('data', (piece) => {
    text.stderr += piece
  })
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (status, signal) => resolve({ status, signal, ...text }))
  })
  return {
    child,
    ended,
    said: () => text.stdout,
    kill() {
      child.kill('SIGKILL')
      return ended
    },
  }
}

/** The number of the embedded server's first process, of which all others are children. */
export function postmaster(dataFolder: string): number {
  const text = readFileSync(join(dataFolder, 'postgres/cluster/postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

export function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-fault-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10)
}

/** Between the two, evenly. */
export function randomBetween(least: number, most: number): number {
  return least + (crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32) * (most - least)
}
