import { readdirSync } from 'node:fs'

/** What every benchmark answers: figures with their units, never a pass or a fail. */
export type BenchResult = {
  name: string
  figures: { what: string; value: number; unit: string }[]
  sizes: Record<string, number>
  versions: Record<string, string>
  seconds: number
}

const [name, ...flags] = process.argv.slice(2).filter((word) => word !== '--')
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort()

if (name === undefined || name.startsWith('-')) {
  process.stdout.write(
    `npm run bench -- NAME [--json]\n\n${names.map((n) => `  ${n}`).join('\n')}\n`,
  )
} else if (!names.includes(name)) {
  process.stderr.write(
    `concordat: there is no benchmark ${name} (bench). Use one of ${names.join(', ')}.\n`,
  )
  process.exitCode = 2
} else {
  const { run } = (await import(`./${name}.ts`)) as { run: () => Promise<BenchResult> }
  const result = await run()
  const text = flags.includes('--json') ? `${JSON.stringify(result)}\n` : asTable(result)
  // What a benchmark borrows from tests brings their runner, which would say behind this how many tests there were.
  process.stdout.write(text, () => process.exit())
}

function asTable({ name, figures, sizes, seconds }: BenchResult): string {
  const width = Math.max(...figures.map(({ what }) => what.length))
  const lines = figures.map(
    ({ what, value, unit }) =>
      `  ${what.padEnd(width)}  ${value.toLocaleString('en-GB', { maximumFractionDigits: 3 })} ${unit}`,
  )
  const of = Object.entries(sizes).map(([what, size]) => `${size.toLocaleString('en-GB')} ${what}`)
  return `${name} (${of.join(', ')}; ${seconds.toFixed(1)} s)\n${lines.join('\n')}\n`
}
