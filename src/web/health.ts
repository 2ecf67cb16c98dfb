import type { FastifyInstance } from 'fastify'
import { PUBLIC } from '../kernel/index.ts'

/** One thing that must hold; `holds` may throw, which counts as not. */
export type Check = { name: string; holds(): boolean | Promise<boolean> }

const UNSIGNED = { config: { session: false, action: PUBLIC } }
const CHECK_MS = 3_000

/** `/healthz`: the process answers. `/readyz`: it can do its work; 503 with what is missing, by name. */
export function registerHealth(app: FastifyInstance, checks: readonly Check[]): void {
  app.get('/healthz', UNSIGNED, async () => ({ ok: true }))
  app.get('/readyz', UNSIGNED, async (_request, reply) => {
    const answers = await Promise.all(checks.map(async (check) => [check.name, await holds(check)]))
    const ready = answers.every(([, held]) => held)
    return reply.code(ready ? 200 : 503).send({ ready, checks: Object.fromEntries(answers) })
  })
}

async function holds(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_MS)
  })
  try {
    return await Promise.race([check.holds(), late])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
