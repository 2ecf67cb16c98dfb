import { appendFileSync } from 'node:fs'
import { after, before, beforeEach, type TestContext } from 'node:test'
import { ownCpu, serverCpu } from './cpu.ts'

/**
 * What one thing used until the next began: the loading of a test file, or a test of the outermost level with what is
 * cleared away after it. `own`: its process and whatever that began; `server`: PostgreSQL. Seconds.
 */
export type CostLine = {
  readonly kind: 'start' | 'load' | 'test'
  readonly name: string
  readonly own: number
  readonly server: number
}

/** Writes a line for each into `path`; no test begins before every file is there. Answers what to call at each file. */
export function measure(path: string, root: string, loaded: Promise<void>): (file: string) => void {
  let from = { own: 0, server: serverCpu(root) }
  let doing: Pick<CostLine, 'kind' | 'name'> = { kind: 'start', name: '' }
  const turn = (kind: CostLine['kind'], name: string) => {
    const now = { own: ownCpu(), server: serverCpu(root) }
    const line = { ...doing, own: now.own - from.own, server: now.server - from.server }
    appendFileSync(path, `${JSON.stringify(line)}\n`)
    from = now
    doing = { kind, name }
  }
  before(() => loaded)
  beforeEach((t) => {
    const { fullName, name } = t as TestContext
    if (fullName === name) turn('test', name)
  })
  after(() => turn('test', ''))
  return (file) => turn('load', file)
}
