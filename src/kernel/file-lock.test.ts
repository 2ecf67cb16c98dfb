import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { withFileLock } from './file-lock.ts'
import { isAlive, isMarkAlive, ownMark } from './process.ts'

test('one after the other, also when the work fails', async (t) => {
  const path = join(folder(t), 'lock')
  let inside = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++inside)
    await new Promise((resolve) => setTimeout(resolve, 2))
    inside--
  }
  await Promise.all(Array.from({ length: 8 }, () => withFileLock(path, work)))
  await assert.rejects(
    withFileLock(path, async () => {
      throw new Error('broken')
    }),
    /broken/,
  )
  await withFileLock(path, work)
  assert.equal(most, 1)
  assert.deepEqual(fs.readdirSync(join(path, '..')), [])
})

test('a lock of a process that was killed is taken over by one of many', async (t) => {
  const dir = folder(t)
  const holder = script(
    dir,
    'await withFileLock(lock, () => new Promise((r) => setTimeout(r, 60_000)))',
  )
  while (!fs.existsSync(join(dir, 'lock')) || fs.readFileSync(join(dir, 'lock')).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const counting = `
    for (let n = 0; n < 25; n++) await withFileLock(lock, async () => {
      const before = Number(fs.existsSync(count) ? fs.readFileSync(count, 'utf8') : 0)
      await new Promise((r) => setTimeout(r, 1))
      fs.writeFileSync(count, String(before + 1))
    })`
  const workers = [script(dir, counting), script(dir, counting), script(dir, counting)]
  await Promise.all(workers.map((worker) => once(worker, 'exit')))
  assert.equal(fs.readFileSync(join(dir, 'count'), 'utf8'), '75')
})

test('a lock is not believed when its process number belongs to another process now', async (t) => {
  const path = join(folder(t), 'lock')
  const [pid, start] = ownMark().split(' ')
  if (start === undefined) return t.skip('this machine does not tell when a process started')
  fs.writeFileSync(path, `${pid} ${Number(start) - 1}`)
  assert.equal(await withFileLock(path, async () => 'mine'), 'mine')
})

test('a killed process that nobody has collected is dead', async (t) => {
  if (process.platform !== 'linux') return t.skip('only Linux shows it in /proc')
  const child = spawn('sh', ['-c', 'sleep 0.01 & exec sleep 60'])
  t.after(() => child.kill('SIGKILL'))
  const zombie = await zombieOf(child.pid!)
  assert.equal(isAlive(zombie), false)
  assert.equal(isAlive(child.pid!), true)
  assert.equal(isAlive(0), false)
  assert.equal(isMarkAlive(''), false)
  assert.equal(isMarkAlive(ownMark()), true)
})

async function zombieOf(parent: number): Promise<number> {
  for (;;) {
    const children = fs.readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
    const pid = Number(children.trim().split(' ')[0])
    if (pid > 0 && /\) Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))) return pid
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function folder(t: TestContext): string {
  const made = fs.mkdtempSync(join(tmpdir(), 'concordat-lock-'))
  t.after(() => fs.rmSync(made, { recursive: true, force: true }))
  return made
}

function script(dir: string, body: string): ChildProcess {
  const text = `
    import * as fs from 'node:fs'
    import { withFileLock } from '${join(import.meta.dirname, 'file-lock.ts')}'
    const lock = '${join(dir, 'lock')}'
    const count = '${join(dir, 'count')}'
    ${body}`
  return spawn(process.execPath, [...process.execArgv, '--input-type=module', '-e', text], {
    stdio: 'inherit',
  })
}
