import { Client } from 'pg'

/**
 * The place as it is served, in a process that tells whoever started it how many statements have left it and what it
 * has used of the processor, in microseconds: `counted-server.ts start`.
 */
export type Told = { statements: number; cpu: number }

let statements = 0
const query = Client.prototype.query
Client.prototype.query = function (this: Client, ...asked: unknown[]) {
  statements++
  return Reflect.apply(query, this, asked)
} as typeof query

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ statements, cpu: user + system } satisfies Told)
})
process.channel?.unref()

await import('../../src/cli/index.ts')
