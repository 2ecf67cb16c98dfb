import { runCommand } from './run-command.ts'

/** What a command said and how it ended. */
export type Ended = { status: number; stdout: string; stderr: string }

/**
 * A command as somebody types it, with settings of their own and without the cost of a process of its own: what
 * `bin/concordat` adds is tried once, in `terminal.test.ts`.
 */
export async function concordat(
  settings: Readonly<Record<string, string>>,
  args: readonly string[],
  input = '',
): Promise<Ended> {
  const said = { stdout: '', stderr: '' }
  const status = await runCommand([...args], {
    env: { ...settings },
    input: () => input,
    out(line) {
      said.stdout += `${line}\n`
    },
    err(line) {
      said.stderr += `${line}\n`
    },
  })
  return { status, ...said }
}
