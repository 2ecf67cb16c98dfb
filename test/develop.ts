import { type ChildProcess, spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * `bin/dev`: the made-up place in a process of its own, started again when a file of the checkout is saved. Its data
 * folder stays, so that a second start is quick. The browser is opened once. Ctrl-C ends both.
 */
const ROOT = join(import.meta.dirname, '..')
const WATCHED = ['src', 'places']
/** An editor that saves a file, or a branch that is changed, touches many: one start follows from all of them. */
const QUIET_MS = 200
const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', linux: 'xdg-open' }

process.env.CONCORDAT_PEOPLE ??= '300'
let ending = false
let opened = false
let running: ChildProcess | undefined
let changed = 0
let starting = Promise.resolve()

for (const folder of WATCHED) {
  watch(join(ROOT, folder), { recursive: true }, (_, file) => {
    if (file !== null && /\.(tsx?|sql|css|ya?ml)$/.test(file) && !/\.test\.tsx?$/.test(file))
      again()
  })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    ending = true
    void stop().then(() => process.exit(0))
  })
}
again()

/** One after the other: the place that stops has let go of its port before the next one asks for it. */
function again(): void {
  const mine = ++changed
  starting = starting.then(async () => {
    await sleep(QUIET_MS)
    if (mine !== changed || ending) return
    await stop()
    if (!ending) start()
  })
}

function start(): void {
  const child = spawn(join(ROOT, 'bin/concordat'), ['start', ...process.argv.slice(2)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running = child
  child.stdout.on('data', (piece: Buffer) => {
    process.stdout.write(piece)
    const [, origin] = /serves (https?:\/\/\S+)/.exec(String(piece)) ?? []
    if (origin !== undefined && !opened) open(origin)
  })
  child.once('exit', (code) => {
    if (code !== 0 && !ending) process.stdout.write('It ended. Save a file to start it again.\n')
  })
}

async function stop(): Promise<void> {
  const child = running
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

/** Where there is no browser the address that was printed is enough. */
function open(origin: string): void {
  opened = true
  const program = process.env.BROWSER ?? OPENERS[process.platform]
  if (program === undefined) return
  spawn(program, [origin], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref()
}
