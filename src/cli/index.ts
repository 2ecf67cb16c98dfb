import { readFileSync } from 'node:fs'
import { runCommand } from './run-command.ts'

// Whoever reads the output may stop early (`| head`): that is no fault of ours or theirs.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  input: () => readFileSync(0, 'utf8'),
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
})
