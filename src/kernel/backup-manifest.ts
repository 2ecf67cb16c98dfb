import { z } from 'zod'
import { Fault } from './fault.ts'

/** What a backup says about itself: the last thing in the file, and the first that restore reads. */
export const BACKUP_FORMAT = 1

const name = z.string().min(1).max(63)
const section = z.object({
  offset: z.number().int().min(0),
  length: z.number().int().min(1),
  bytes: z.number().int().min(0),
  lines: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

const manifest = z.object({
  format: z.literal(BACKUP_FORMAT),
  madeAt: z.iso.datetime(),
  postgres: z.string(),
  /** settings that the restored place must be given again; never a secret */
  settings: z.record(z.string(), z.string()),
  migrations: z.array(z.object({ room: name, name: z.string(), sha256: z.string() })),
  /** in an order in which every foreign key finds what it names */
  tables: z.array(z.object({ schema: name, name, columns: z.array(name), rows: section })),
  sequences: z.array(
    z.object({ schema: name, name, last: z.string().regex(/^-?\d+$/), called: z.boolean() }),
  ),
  /** what the place keeps outside the database; a name is a path below the data folder */
  files: z.array(
    z.object({
      name: z.string().regex(/^(?!\.)[A-Za-z0-9._-]+(\/(?!\.)[A-Za-z0-9._-]+)*$/),
      content: section,
    }),
  ),
})

export type BackupManifest = z.infer<typeof manifest>
export type BackupTable = BackupManifest['tables'][number]

/** Reads the manifest of a file; a Fault says what is wrong with it. */
export function readManifest(text: string, path: string): BackupManifest {
  const value = parse(text)
  const format = z.object({ format: z.number() }).safeParse(value)
  if (format.success && format.data.format > BACKUP_FORMAT) {
    throw new Fault(
      `the backup is of format ${format.data.format}, and this version knows ${BACKUP_FORMAT}`,
      path,
      'Restore it with the version that made it, or a later one.',
    )
  }
  const read = manifest.safeParse(value)
  if (read.success) return read.data
  throw new Fault(
    `the backup is damaged: its manifest cannot be read at ${read.error.issues[0]!.path.join('.')}`,
    path,
    'Take another copy of it. Nothing was written.',
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
