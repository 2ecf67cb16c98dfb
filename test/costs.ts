import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { CostLine } from './measured.ts'

/** What a run of tests has cost, in seconds of CPU, group after group. */
export type Costs = {
  /** a group begins: its process writes down what it uses (`measured.ts`) */
  begin(): void
  /** one of its tests has ended, in their turn */
  ran(file: string | undefined): void
  end(): void
  /** the dearest files first, and what all used */
  table(): string
}

type Cost = { own: number; server: number; tests: number; dearest?: CostLine }

const FILES_SHOWN = 40

export function openCosts(root: string): Costs {
  const files = new Map<string, Cost>()
  const folder = mkdtempSync(join(tmpdir(), 'costs-'))
  const path = join(folder, 'group.jsonl')
  let ran: string[] = []
  const of = (file: string): Cost => {
    const cost = files.get(file) ?? { own: 0, server: 0, tests: 0 }
    files.set(file, cost)
    return cost
  }
  const add = (line: CostLine, file: string) => {
    const cost = of(file)
    cost.own += line.own
    cost.server += line.server
    if (line.kind === 'load') return
    cost.tests += 1
    if (line.own + line.server > spent(cost.dearest)) cost.dearest = line
  }
  return {
    begin() {
      ran = []
      rmSync(path, { force: true })
      process.env.CONCORDAT_TEST_COST = path
    },
    ran: (file) => ran.push(file ?? ''),
    end() {
      const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
      for (const text of lines) {
        const line = JSON.parse(text) as CostLine
        const where = line.kind === 'test' ? ran.shift() : undefined
        add(line, where ? relative(root, where) : 'the loading of all of them')
      }
    },
    table() {
      rmSync(folder, { recursive: true, force: true })
      return tableOf(files)
    },
  }
}

function spent(line: Pick<CostLine, 'own' | 'server'> | undefined): number {
  return line === undefined ? 0 : line.own + line.server
}

function tableOf(files: ReadonlyMap<string, Cost>): string {
  const all = [...files].sort(([, a], [, b]) => spent(b) - spent(a))
  const rows = all.slice(0, FILES_SHOWN).map(([file, cost]) => {
    const { own, server, tests, dearest } = cost
    const figures = [spent(cost), own, server].map((one) => one.toFixed(2).padStart(8))
    const most = dearest && `${spent(dearest).toFixed(2)} ${dearest.name.slice(0, 60)}`
    return `${figures.join('')}${String(tests).padStart(6)}  ${file}  (${most ?? ''})`
  })
  const sum = all.reduce((whole, [, cost]) => whole + spent(cost), 0)
  const head = ['all', 'own', 'server'].map((one) => one.padStart(8)).join('')
  return `\nSeconds of CPU\n${head} tests  file (its dearest test)\n${rows.join('\n')}\n${sum.toFixed(1)} in all\n\n`
}
