import * as fs from 'node:fs'
import { Fault } from '../kernel/index.ts'

/** Writes a file whole or not at all. @throws Fault where it cannot be written */
export function writeWhole(file: string, content: string | Buffer): void {
  const making = `${file}.making-${process.pid}`
  try {
    fs.writeFileSync(making, content)
    fs.renameSync(making, file)
  } catch (error) {
    fs.rmSync(making, { force: true })
    const { code } = error as NodeJS.ErrnoException
    const remedy = 'Give a file in a folder that is there and has room.'
    throw new Fault(`the file cannot be written: ${code}`, file, remedy)
  }
}
