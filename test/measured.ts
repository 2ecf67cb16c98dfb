import { appendFileSync } from 'node:fs'
import { after, beforeEach, type TestContext } from 'node:test'
import { ownCpu, serverCpu } from './cpu.ts'

/**
 * What one thing used until the next began: the loading of all test files, or a test of the outermost level of one with
 * what is cleared away after it. `own`: its process and whatever that began; `server`: PostgreSQL. Seconds.
 */
export type CostLine = {
  readonly kind: 'load' | 'test'
  readonly name: string
  readonly own: number
  readonly server: number
}

/** Writes a line for each into `path`; `suites` are the files by their names. */
export function measure(path: string, root: string, suites: readonly string[]): void {
  let from = { own: 0, server: serverCpu(root) }
  let doing: Pick<CostLine, 'kind' | 'name'> = { kind: 'load', name: '' }
  const turn = (name: string) => {
    const now = { own: ownCpu(), server: serverCpu(root) }
    const line = { ...doing, own: now.own - from.own, server: now.server - from.server }
    appendFileSync(path, `${JSON.stringify(line)}\n`)
    from = now
    doing = { kind: 'test', name }
  }
  beforeEach((t) => {
    const { fullName, name } = t as TestContext
    if (suites.some((suite) => fullName === `${suite} > ${name}`)) turn(name)
  })
  after(() => turn(''))
}
