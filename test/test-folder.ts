import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file system in memory, as Linux has it: no test waits for a disk, and making a thousand files costs little. */
const MEMORY = '/dev/shm'
const BYTES_FREE_LEAST = 4 * 1024 ** 3

/** Where tests keep servers and other files; `temporary` for what lives no longer than a test. */
export type TestFolder = { data: string; temporary: string | undefined }

/**
 * Below the checkout, or in memory where there is room: what tests leave need not outlive the machine. One for each
 * checkout, kept from run to run.
 */
export function testFolder(root: string): TestFolder {
  const own = createHash('sha256').update(root).digest('hex').slice(0, 8)
  const data = join(MEMORY, `concordat-${process.getuid?.() ?? 0}-${own}`)
  const temporary = join(data, 'tmp')
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    if (bavail * bsize < BYTES_FREE_LEAST) throw new Error('there is no room')
    mkdirSync(temporary, { recursive: true })
    // The server runs as another user where we are root; what it keeps there is its own.
    for (const folder of [data, temporary]) chmodSync(folder, 0o755)
    return { data, temporary: mayRun(temporary) ? temporary : undefined }
  } catch {
    return { data: join(root, '.data/test'), temporary: undefined }
  }
}

/** Some tests copy our programs and start them there. */
function mayRun(folder: string): boolean {
  const program = join(folder, 'program')
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 })
  const { status } = spawnSync(program)
  rmSync(program)
  return status === 0
}
