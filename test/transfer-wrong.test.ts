import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { concordat } from '../src/cli/testing.ts'
import { openLog, readSettings } from '../src/kernel/index.ts'
import { testDatabaseUrl } from '../src/kernel/testing.ts'
import { openPlace } from '../src/main.ts'
import { visitIdOf } from '../src/record/index.ts'
import { pageTestApp } from '../src/shell/testing.ts'
import { registerStay } from '../src/transfer/pages/stay.tsx'
import { hl7, type Message, type Patient } from './transfer-place.ts'
import { LEE } from './written-here.ts'

/**
 * What is said wrongly, too late or twice, as somebody meets it who has nothing but the commands and the page: each has
 * one outcome, and the page says which. One place, and somebody else for each.
 */
const NOW = '2026-04-02T09:00:00Z'
const TASKS =
  'task_id,visit_number,hospital_number,task,holder,waits_for,opened_at,closed_at,outcome,recorded_at'
const DAY = 1_440

type Told = { minutes: number; notes: string[]; left_at: string | null; unresolved_minutes: number }

/** Came on the 20th of March, was ready at noon of the 25th, and left a day later. */
function told(of: Patient) {
  const came: Message = { code: 'A01', of, at: '2026-03-20 08:00', came: '2026-03-20 08:00' }
  const at = '2026-03-25 12:05'
  const ready: Message = { ...came, code: 'A08', at, ready: '2026-03-25 12:00', pathway: '1' }
  const left = '2026-03-26 12:00'
  return { came, ready, gone: { ...ready, code: 'A03', at: left, left } satisfies Message }
}

async function openStranger(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'stranger-'))
  const url = await testDatabaseUrl(t)
  const settings = { CONCORDAT_DATA: folder, DATABASE_URL: url, CONCORDAT_NOW: NOW }
  const place = await openPlace(readSettings(settings), { log: openLog('silent') })
  t.after(async () => {
    await place.close()
    rmSync(folder, { recursive: true, force: true })
  })
  let files = 0
  const call = async (...args: string[]) => {
    const { status, stdout, stderr } = await concordat(settings, args)
    while ((await place.errands.runDue()) > 0);
    return { status, said: stdout + stderr }
  }
  const load = async (name: string, text: string) => {
    const path = join(folder, `${files++}-${name}`)
    writeFileSync(path, text)
    const { status, said } = await call('load', path, '--source', 'mere-general', '--json')
    assert.equal(status, 0, said)
    return said
  }
  const clock = async (stay: string, ...more: string[]): Promise<Told> => {
    const { status, said } = await call(
      ...['transfer', 'clock', stay, '--as', 'lee.carter', '--json', ...more],
    )
    assert.equal(status, 0, said)
    return JSON.parse(said) as Told
  }
  const page = async (stay: string): Promise<string> => {
    const app = await pageTestApp({ viewer: LEE })
    registerStay(app, place)
    const answer = await app.inject(`/transfer/${stay}`)
    assert.equal(answer.statusCode, 200)
    return answer.body.replaceAll(/<!-- -->/g, '').replaceAll('&#x27;', '’')
  }
  return {
    call,
    clock,
    page,
    tell: (...messages: Message[]) => load('adt.hl7', messages.map(hl7).join('\n')),
    say: (text: string) => load('adt.hl7', text),
    tasks: (...lines: string[]) => load('tasks.csv', [TASKS, ...lines].join('\n')),
    /** by the ids of the visits, the stay that each is in */
    stayOf: ({ id }: Patient, visit = `V${id}`) => visitIdOf('mere-general', 'message RXS', visit),
    async does(as: string, name: string, input: object) {
      const path = join(folder, `${files++}.json`)
      writeFileSync(path, JSON.stringify(input))
      const { status, said } = await call('do', name, '--input', path, '--as', as, '--json')
      return { status, answer: JSON.parse(said) }
    },
    /** the sentence stands in the notes of the clock and on the page, and the clock is right */
    async explained(stay: string, sentence: RegExp, minutes: number) {
      const shown = await clock(stay)
      assert.match(shown.notes.join('\n'), sentence)
      assert.equal(shown.minutes, minutes)
      assert.match(await page(stay), sentence)
    },
  }
}

test('what is said wrongly has one outcome each, which the command and the page explain', async (t) => {
  const stranger = await openStranger(t)
  const { tell, clock, page, stayOf, explained } = stranger
  const somebody = (number: number, name: string): Patient => ({ id: `W${number}`, name })

  await t.test('a discharge before the admission: no minute is counted', async () => {
    const of = somebody(1, 'Early^Edna')
    const { came, ready, gone } = told(of)
    await tell(came, ready, { ...gone, left: '2026-03-18 10:00' })
    await explained(stayOf(of), /no minute is counted until the hospital/, 0)
  })

  await t.test(
    'two open stays: the minutes that both share are those of the later one',
    async () => {
      const of = somebody(2, 'Twice^Tim')
      const { came, ready } = told(of)
      const again = { came: '2026-03-30 09:00', at: '2026-03-30 09:00', visit: 'V-again' }
      await tell(came, ready, { ...came, ...again })
      await explained(stayOf(of), /Two stays go on at once/, 5 * DAY - 4 * 60)
    },
  )

  await t.test(
    'ready put right after they left: the clock counts anew, and both words stay',
    async () => {
      const of = somebody(3, 'Late^Lara')
      const { came, ready, gone } = told(of)
      await tell(came, ready, gone)
      const stay = stayOf(of)
      assert.equal((await clock(stay)).minutes, DAY)
      const { segments } = JSON.parse(
        (await stranger.call('transfer', 'clock', stay, '--as', 'lee.carter', '--json')).said,
      )
      const instead = segments[0].facts[0]
      const at = '2026-03-25 18:00'
      const input = { stay, met: false, at, instead }
      assert.equal((await stranger.does('lee.carter', 'transfer.mark-ready', input)).status, 0)
      assert.equal((await clock(stay)).minutes, DAY - 6 * 60)
      assert.match(await page(stay), /Ready to leave \(put right since\)/)
      // The other side does not put it right for them.
      const theirs = await stranger.does('maya.lowe', 'transfer.mark-ready', input)
      assert.deepEqual([theirs.status, theirs.answer.refusal?.code], [1, 'not-yours'])
    },
  )

  await t.test('ready after they left: no minute is counted for that', async () => {
    const of = somebody(4, 'After^Ann')
    const { came, gone } = told(of)
    const { ready: _, ...plain } = gone
    await tell(came, plain)
    const input = { stay: stayOf(of), met: false, at: '2026-03-27 10:00' }
    assert.equal((await stranger.does('lee.carter', 'transfer.mark-ready', input)).status, 0)
    await explained(stayOf(of), /ready only after they had left/, 0)
  })

  await t.test('a task closed before it was opened holds no minute, whoever says so', async () => {
    const of = somebody(5, 'Closed^Clive')
    const { came, ready, gone } = told(of)
    await tell(came, ready, gone)
    const early = '2026-03-26 09:00,2026-03-25 18:00,done,2026-03-26 09:00'
    await stranger.tasks(`C1,V${of.id},${of.id},equipment,RXSC1,,${early}`)
    const { said } = await stranger.call('quarantine', 'list')
    assert.match(said, /the task is closed before it was opened/)
    // Opened and closed, and then it turns out that it was opened later.
    const stay = stayOf(of)
    const doing = (name: string, input: object) =>
      stranger.does('lee.carter', `transfer.${name}`, input)
    const opening = { stay, task: 'equipment', holder: 'southmere-community' }
    const opened = await doing('open-task', { ...opening, at: '2026-03-25 13:00' })
    const { task, fact } = opened.answer.result
    assert.equal((await doing('close-task', { task, at: '2026-03-25 15:00' })).status, 0)
    assert.equal((await clock(stay)).unresolved_minutes, DAY - 2 * 60)
    assert.equal((await doing('close-task', { task, at: '2026-03-25 09:00' })).status, 1)
    const again = { ...opening, at: '2026-03-25 18:00', instead: fact }
    assert.equal((await doing('open-task', again)).status, 0)
    await explained(stay, /closed before it was opened/, DAY)
    assert.equal((await clock(stay)).unresolved_minutes, DAY)
  })

  await t.test(
    'a discharge cancelled a week later: the clock runs on as if it had never been',
    async () => {
      const of = somebody(6, 'Back^Bea')
      const { came, ready, gone } = told(of)
      await tell(came, ready, gone)
      assert.equal((await clock(stayOf(of))).minutes, DAY)
      await tell({ ...ready, code: 'A13', at: '2026-04-02 08:00' })
      const shown = await clock(stayOf(of))
      assert.deepEqual([shown.minutes, shown.left_at], [8 * DAY - 3 * 60, null])
      assert.doesNotMatch(await page(stayOf(of)), /The stay is over/)
    },
  )

  await t.test('two people in hospital who are taken for one: each minute once', async () => {
    const [one, other] = [somebody(7, 'Same^Sam'), somebody(8, 'Same^Samuel')]
    await tell(told(one).came, told(one).ready)
    const later = { came: '2026-03-29 08:00', at: '2026-03-29 08:00' }
    await tell(
      { ...told(other).came, ...later },
      { ...told(other).ready, ...later, at: '2026-03-29 09:00' },
    )
    assert.equal((await clock(stayOf(one))).minutes, 8 * DAY - 3 * 60)
    const [head, event, person] = hl7({
      ...told(one).came,
      code: 'A40',
      at: '2026-04-01 09:00',
    }).split('\r')
    await stranger.say([head, event, person, `MRG|${other.id}^^^RXS^MR`].join('\r'))
    await explained(stayOf(one), /Two stays go on at once/, 4 * DAY - 5 * 60)
  })

  await t.test('minutes are elapsed where clocks change', async () => {
    const of = somebody(9, 'Clock^Cleo')
    const { came } = told(of)
    const ready: Message = {
      ...came,
      code: 'A08',
      at: '2026-03-28 12:05',
      ready: '2026-03-28 12:00',
    }
    await tell(came, ready, {
      ...ready,
      code: 'A03',
      at: '2026-03-29 12:00',
      left: '2026-03-29 12:00',
    })
    assert.equal((await clock(stayOf(of))).minutes, 23 * 60)
  })

  await t.test('what nobody in the agreement held stays under its name', async () => {
    const of = somebody(10, 'Gone^Greta')
    const { came, ready, gone } = told(of)
    await tell(came, ready, gone)
    await stranger.tasks(
      `G1,V${of.id},${of.id},home-care,Bygone Care Ltd,,2026-03-25 12:00,,,2026-03-25 13:00`,
    )
    await explained(stayOf(of), /Bygone Care Ltd is not, or no longer, in the agreement/, DAY)
    assert.match(await page(stayOf(of)), /Of 24 h: Bygone Care Ltd 24 h|Bygone Care Ltd 1 day/)
  })

  await t.test(
    'a dispute about minutes that are not counted any more has nothing left to settle',
    async () => {
      const of = somebody(11, 'Open^Olga')
      const { came, ready, gone } = told(of)
      await tell(came, ready, gone)
      const stay = stayOf(of)
      const says = {
        says: 'The council had offered a start.',
        from: '2026-03-25 12:00',
        to: '2026-03-26 12:00',
      }
      assert.equal(
        (await stranger.does('lee.carter', 'transfer.contest', { stay, ...says })).status,
        0,
      )
      assert.equal((await clock(stay)).unresolved_minutes, DAY)
      const back = await stranger.does('lee.carter', 'transfer.mark-ready', {
        ...{ stay, met: true, at: '2026-03-25 12:00' },
      })
      assert.equal(back.status, 0)
      await explained(stay, /nothing of them is left to settle/, 0)
    },
  )

  const { status, said } = await stranger.call('transfer', 'check', '--json')
  assert.equal(status, 0, said)
})
