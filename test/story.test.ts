import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { generate } from '../places/southmere/index.ts'
import { DAY_MS, dayInLondon } from '../src/kernel/index.ts'
import { type RunningPlace, startPlace } from './running-place.ts'
import { signIn } from './sign-in.ts'

/**
 * Martha's story, through the real commands and the real pages; every room lengthens it. It begins with what the
 * two sides know of her, with a feed that does not come, and with a difference that goes up a step.
 */
const MARTHA = '999 012 3454'
const LATE = 'equipment-store'
const DESK = 'data-desk@southmere-community.example'

test('Martha’s story', async (t) => {
  const place = await startPlace(t, { people: 60 })
  const said = (sentence: string, step: (t: TestContext) => Promise<void>) => t.test(sentence, step)
  let dispute = ''

  await said('she is found by her ward, with what the council does for her', async () => {
    const [look] = JSON.parse(await asked(place, 'person', MARTHA, ...as('priya.shah'), '--json'))
    assert.equal(look.outcome, 'allowed')
    const text = await page(place, 'priya.shah', `/people/${look.view.personId}`)
    assert.match(text, /Okello/)
    assert.match(text, /home care/i)
  })

  await said(
    'her visit of home care was missed on Tuesday, and it stands on her page',
    async () => {
      const [look] = JSON.parse(await asked(place, 'person', MARTHA, ...as('priya.shah'), '--json'))
      const text = await page(place, 'priya.shah', `/people/${look.view.personId}`)
      assert.match(text, /The visit on Tue \d+ \w+( \d+)?, \d\d:\d\d was missed/)
      assert.match(text, /Home care, \d+ of \d+ visits made[\s\S]*?Missed: Tue/)
      const door = await asked(place, 'door', MARTHA, ...as('priya.shah'), '--json')
      assert.deepEqual(JSON.parse(door), { door: [] }, 'nobody is sent while she is in hospital')
      assert.match(await page(place, 'joan.marsh', '/intake'), /what home care agencies record/)
    },
  )

  await said('a ward that she is not on is refused, with the clause', async () => {
    const { status, stdout } = await place.concordat(
      ...['person', MARTHA, ...as('tom.ellis'), '--json'],
    )
    assert.equal(status, 1)
    const [look] = JSON.parse(stdout)
    assert.equal(look.outcome, 'refused')
    assert.match(look.refusal.clause.number, /^\d+\.\d+$/)
  })

  await said(
    'she can go home, and then it is said that she could sooner; both can be asked for',
    async () => {
      const moments = [new Date().toISOString()]
      const say = await messagesAbout(t, MARTHA)
      const readyAt = async (time: string, more: string[] = []) => {
        const all = JSON.parse(
          await asked(place, 'occurrences', MARTHA, ...as('priya.shah'), ...more, '--json'),
        ).occurrences as { status: string; ready: string | null }[]
        const stay = all.find(({ status, ready }) => status === 'active' && ready !== null)
        assert.equal(stay?.ready?.slice(0, 10), time, JSON.stringify(all))
      }
      for (const [number, day] of [dayBefore(1), dayBefore(2)].entries()) {
        const path = join(place.dataFolder, `ready-${number}.hl7`)
        writeFileSync(path, say(number, `${day.replaceAll('-', '')}0900`))
        await asked(place, 'load', path, '--source', 'mere-general')
        moments.push(new Date().toISOString())
        await readyAt(day)
      }
      await readyAt(dayBefore(1), ['--known-at', moments[1]!])
      const canGo = async (at?: string) => {
        const path = at === undefined ? '/' : `/?known-at=${encodeURIComponent(at)}`
        const text = await page(place, 'priya.shah', path)
        assert.equal(/As it was known/.test(text), at !== undefined)
        assert.match(text, /Okello/)
        return /<caption[^>]*>Can go home(?:(?!<\/table>).)*Okello/s.test(text)
      }
      assert.deepEqual(
        [await canGo(moments[0]), await canGo(moments[1]), await canGo()],
        [false, true, true],
      )
      const [look] = JSON.parse(await asked(place, 'person', MARTHA, ...as('priya.shah'), '--json'))
      const own = (at: string) => `/people/${look.view.personId}/known/${encodeURIComponent(at)}`
      const then = await page(place, 'priya.shah', own(moments[0]!))
      assert.match(then, /As it was known/)
      assert.match(then, /ready to leave is not recorded/)
      // Before anything was heard nobody had said that she had no care at home.
      const never = await page(place, 'priya.shah', own('2020-01-01T09:00:00Z'))
      assert.match(never, /As it was known/)
      assert.doesNotMatch(never, /No care at home/)
      assert.doesNotMatch(
        await page(place, 'priya.shah', own(moments[1]!)),
        /ready to leave is not recorded/,
      )
    },
  )

  await said(
    'her ward leaves a note, the council reads it, and she reads who wrote it',
    async () => {
      const [look] = JSON.parse(await asked(place, 'person', MARTHA, ...as('priya.shah'), '--json'))
      const { personId } = look.view
      const text = 'She wants to see her garden in the morning.'
      const note = { person: personId, text, audience: 'everyone' }
      assert.equal((await run(place, 'record.note', 'priya.shah', note)).ok, true)
      assert.equal((await run(place, 'record.note', 'tom.ellis', note)).refusal.code, 'no-power')
      const [read] = JSON.parse(await asked(place, 'person', MARTHA, ...as('ana.reid'), '--json'))
      const [first] = read.view.notes
      assert.deepEqual([first.text, first.source], [text, 'written here'])
      assert.match(
        await asked(place, 'person', MARTHA, ...as('ana.reid')),
        /\n {4}\| She wants to see/,
      )
      const own = await page(place, 'martha.okello', '/me')
      assert.match(own, /see her garden in the morning.*Priya Shah, ward coordinator, Ward 6/s)
      assert.match(own, /Writes a note on the page of a person/)
    },
  )

  await said('a feed is late, every page says so, and its party is asked why', async () => {
    assert.match(await page(place, 'joan.marsh', '/intake'), /late/i)
    const link = await eventually(() => linkFor(place, DESK))
    const { origin, pathname } = new URL(link)
    assert.equal(origin, place.origin)
    assert.match(pathname, /^\/link\//)
  })

  await said('it answers by the link, without an account, and once', async () => {
    const link = (await linkFor(place, DESK))!
    const form = await (await fetch(link)).text()
    assert.match(form, /this feed is late/)
    const answer = await post(link, form, { says: 'A router failed on Monday.' })
    assert.match(await answer.text(), /Thank you/)
    const again = await post(link, form, { says: 'Something else.' })
    assert.equal(again.status, 410)
    assert.match(await page(place, 'joan.marsh', '/intake'), /A router failed on Monday/)
  })

  await said(
    'her council’s return is rehearsed, a column is wrong, it is mended, and the badge changes',
    async () => {
      const certificate = async () =>
        JSON.parse(await asked(place, 'feed', 'certificate', 'southmere-council', '--json'))
      const before = await certificate()
      assert.deepEqual([before.badge, before.rehearsed], ['pass', null])
      const right = await councilReturn(t)
      const wrong = right.replaceAll(',Request,', ',Contact,')
      assert.match(
        await rehearsed(place, wrong),
        /Fail.*value is not in the Release 2 list.*row \d/s,
      )
      assert.equal((await certificate()).rehearsed.badge, 'fail')
      assert.match(await rehearsed(place, right), /Pass/)
      const after = await certificate()
      assert.equal(after.rehearsed.badge, 'pass')
      // Nothing of either was kept.
      assert.deepEqual([after.sent, after.quarantined], [before.sent, before.quarantined])
      const open = await (
        await fetch(new URL('/public/feeds/southmere-council', place.origin))
      ).text()
      assert.match(open, /Last rehearsed/)
      assert.doesNotMatch(open, /Okello/)
    },
  )

  await said(
    'the two sides have settled something before, and but for minutes and costs nothing is open',
    async () => {
      const { disputes } = JSON.parse(await asked(place, 'disputes', '--json'))
      const settledIn = (wanted: string) =>
        disputes
          .filter(({ room }: { room: string }) => room === wanted)
          .map(({ settled }: { settled: boolean }) => settled)
      assert.deepEqual(settledIn('agreement'), [true])
      // Of the costs of which they differed one is settled; each of the others is paid meanwhile.
      assert.deepEqual(settledIn('fund').sort(), [false, false, false, true])
      assert.match(await page(place, 'sunita.rao', '/disputes'), /Ended \(2\)/)
    },
  )

  await said(
    'a ward coordinator may not say that the sides differ; a finance lead may',
    async () => {
      const input = { room: 'intake', key: LATE, about: 'The late feed', says: 'It costs us days.' }
      const refused = await run(place, 'agreement.open-dispute', 'priya.shah', input)
      assert.equal(refused.refusal.code, 'no-power')
      const opened = await run(place, 'agreement.open-dispute', 'sunita.rao', input)
      assert.equal(opened.ok, true)
      const twice = await run(place, 'agreement.open-dispute', 'joan.marsh', input)
      assert.equal(twice.refusal.code, 'stale')
      const open = await openIn(place, 'intake')
      assert.deepEqual([open.step, open.settled], ['two officers', false])
      dispute = open.id
    },
  )

  await said('officers cannot settle it, and it goes up to the chief executives', async () => {
    const input = { dispute, reason: 'We do not agree who pays for the line.' }
    const moved = await run(place, 'agreement.move-dispute', 'joan.marsh', input)
    assert.equal(moved.ok, true)
    assert.equal((await openIn(place, 'intake')).step, 'the two chief executives')
    const late = await run(place, 'agreement.move-dispute', 'joan.marsh', input)
    assert.equal(late.refusal.code, 'not-yours')
  })

  await said('anybody can read that it is open, and not what was said', async () => {
    const text = await (await fetch(new URL('/public/disputes', place.origin))).text()
    assert.match(text, /The two chief executives/)
    assert.doesNotMatch(text, /costs us days|pays for the line/)
  })

  await said(
    'George is ready to go home: each side sees what he waits for, and whose it is',
    async () => {
      for (const user of ['priya.shah', 'lee.carter', 'ana.reid', 'maya.lowe']) {
        const found = await george(place, user)
        assert.deepEqual([found.ready_by, found.council], [['nhs'], 'southmere-council'], user)
        assert.match(found.next, /^Southmere Council: take /)
      }
      const text = await page(place, 'ana.reid', '/transfer?show=ready')
      assert.match(text, /George Whitfield[\s\S]*By the NHS only[\s\S]*Take it/)
    },
  )

  await said(
    'his ward reviews him and writes for the next shift; the hub reads what changed and no more',
    async () => {
      const list = await page(place, 'lee.carter', '/transfer')
      const [, since] = /href="(\/transfer\/rows\?since=[\d.-]+)"/.exec(list)!
      const { stay, person } = await george(place, 'priya.shah')
      const review = { stay, met: false }
      assert.ok((await run(place, 'transfer.say-unchanged', 'priya.shah', review)).ok)
      const other = await run(place, 'transfer.say-unchanged', 'priya.shah', { stay, met: true })
      assert.equal(other.refusal.code, 'changed')
      const text = 'His sister comes at five with the key.'
      const note = { person, text, audience: 'everyone' }
      assert.ok((await run(place, 'record.note', 'priya.shah', note)).ok)
      await eventually(async () => {
        const changed = await page(place, 'lee.carter', since!)
        const both = /Reviewed [\s\S]*Priya Shah[\s\S]*comes at five with the key/.test(changed)
        return both && /1 person on this list changed/.test(changed) ? changed : undefined
      })
    },
  )

  await said('the council confirms it, takes what it holds, and contests a day of it', async () => {
    const { stay, tasks } = await george(place, 'maya.lowe')
    const [task] = tasks as [{ id: string; opened_at: string }]
    assert.ok((await run(place, 'transfer.confirm-ready', 'maya.lowe', { stay })).ok)
    assert.ok((await run(place, 'transfer.take-task', 'ana.reid', { task: task.id })).ok)
    const opened = Date.parse(task.opened_at)
    const minutes = { from: task.opened_at, to: new Date(opened + DAY_MS).toISOString() }
    const says = 'The referral reached us a day later.'
    const contested = await run(place, 'transfer.contest', 'maya.lowe', { stay, ...minutes, says })
    assert.ok(contested.ok, JSON.stringify(contested))
    const clock = await clockOf(place, stay)
    assert.ok(clock.segments.some(({ state }) => state === 'contested'))
    const text = await page(place, 'lee.carter', `/transfer/${stay}`)
    assert.match(text, /both sides say so[\s\S]*Contested: nobody’s until it is settled/)
    const { dispute } = contested.result as { dispute: string }
    const shares = { holder: 'mere-general', other: 'southmere-council', says: 'We rang at noon.' }
    const proposed = await run(place, 'transfer.propose-shares', 'lee.carter', {
      dispute,
      ...shares,
    })
    assert.ok(proposed.ok, JSON.stringify(proposed))
    const answer = { dispute, answer: 'accept' }
    assert.ok((await run(place, 'agreement.answer-settlement', 'maya.lowe', answer)).ok)
    const settled = await clockOf(place, stay)
    const held = (party: string) => settled.totals.find((one) => one.party === party)?.minutes ?? 0
    assert.ok(held('mere-general') >= 720)
    assert.equal(settled.unresolved_minutes, clock.unresolved_minutes - 1_440)
    const sum = settled.totals.reduce((all, one) => all + one.minutes, settled.unresolved_minutes)
    assert.ok(Math.abs(sum - settled.minutes) < 0.001)
  })

  await said(
    'a home is asked and says yes; his sister reads it by a link until that is ended; what was known stands',
    async () => {
      const { stay, person } = await george(place, 'lee.carter')
      const before = new Date().toISOString()
      const refer = { stay, task: 'care-home', to: 'the-limes' }
      const referred = await run(place, 'transfer.refer', 'lee.carter', refer)
      assert.ok(referred.ok, JSON.stringify(referred))
      const { asking } = referred.result as { asking: string }
      const on = `${dayBefore(-1)} 11:00`
      assert.ok((await run(place, 'transfer.offer', 'olive.marsden', { asking, on })).ok)
      assert.ok((await run(place, 'transfer.accept-offer', 'lee.carter', { asking })).ok)
      const family = { stay, address: 'sister@example.org', agreed: true }
      const told = await run(place, 'transfer.tell-family', 'priya.shah', family)
      assert.ok(told.ok, JSON.stringify(told))
      const link = await eventually(() => linkFor(place, 'sister@example.org'))
      const news = async () => (await (await fetch(link)).text()).replaceAll(/<!-- -->/g, '')
      assert.match(await news(), /Tomorrow, 11:00/)
      const { link: id } = told.result as { link: string }
      const ended = await run(place, 'transfer.end-family-link', 'lee.carter', { link: id })
      assert.ok(ended.ok, JSON.stringify(ended))
      assert.match(await news(), /This link has ended/)
      const then = `/people/${person}/known/${encodeURIComponent(before)}`
      const known = await page(place, 'lee.carter', then)
      assert.match(known, /As it was known[\s\S]*Leaving hospital[\s\S]*See whose each hour was/)
      assert.doesNotMatch(known, /asked of The Limes|A place in a care home/)
      const text = await page(place, 'lee.carter', `/people/${person}`)
      assert.match(text, /A place in a care home[\s\S]*Accepted for/)
      const closing = await george(place, 'lee.carter')
      const task = closing.tasks.find((one) => (one as { task?: string }).task === 'care-home')!
      assert.ok((await run(place, 'transfer.close-task', 'lee.carter', { task: task.id })).ok)
    },
  )

  await said('what he waited for is done, and every minute is counted once', async () => {
    const { tasks } = await george(place, 'lee.carter')
    for (const { id } of tasks) {
      assert.ok((await run(place, 'transfer.close-task', 'lee.carter', { task: id })).ok)
    }
    assert.deepEqual((await george(place, 'priya.shah')).tasks, [])
    const checked = await eventually(async () => {
      const { status, stdout } = await place.concordat('transfer', 'check', '--json')
      return status === 0 ? JSON.parse(stdout) : undefined
    })
    assert.equal(checked.ok, true)
    assert.ok(checked.minutes > 0)
    const period = ['--from', dayBefore(400), '--to', dayBefore(0)]
    const words = ['transfer', 'totals', ...period, '--by', 'holder']
    assert.ok(Array.isArray(JSON.parse(await asked(place, ...words, '--json')).rows))
    const bands = await asked(
      place,
      'transfer',
      'bands',
      '--month',
      dayBefore(40).slice(0, 7),
      '--json',
    )
    assert.ok('mean_all' in JSON.parse(bands))
  })

  await said('all of it is in the log, the refusals too', async () => {
    const { status, stdout } = await place.concordat('trail', 'verify', '--json')
    assert.equal(status, 0, stdout)
    assert.equal(JSON.parse(stdout).ok, true)
  })
})

type Listed = {
  name: string
  person: string
  stay: string
  council: string
  ready_by: string[]
  next: string
  tasks: { id: string; opened_at: string }[]
}

async function george(place: RunningPlace, user: string): Promise<Listed> {
  const { people } = JSON.parse(await asked(place, 'transfer', 'list', ...as(user), '--json'))
  return (people as Listed[]).find(({ name }) => name === 'George Whitfield')!
}

type Clock = {
  minutes: number
  unresolved_minutes: number
  segments: { state: string }[]
  totals: { party: string; minutes: number }[]
}

async function clockOf(place: RunningPlace, stay: string): Promise<Clock> {
  return JSON.parse(await asked(place, 'transfer', 'clock', stay, ...as('lee.carter'), '--json'))
}

/** London's calendar day so many days ago. */
function dayBefore(days: number): string {
  return dayInLondon(new Date(Date.now() - days * DAY_MS))
}

/** What the hospital's system sends of somebody's stay, with another time at which they could leave. */
async function messagesAbout(t: TestContext, nhsNumber: string) {
  const out = mkdtempSync(join(tmpdir(), 'concordat-story-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  await generate({ people: 60, seed: 'southmere', out, asOf: dayBefore(0) })
  const last = readdirSync(join(out, 'hospital'))
    .filter((name) => name.endsWith('.hl7'))
    .sort()
    .flatMap((name) => readFileSync(join(out, 'hospital', name), 'utf8').split('\n'))
    .findLast((message) => message.includes(nhsNumber.replaceAll(' ', '')))!
  return (number: number, ready: string) => {
    // A minute ago and half a minute ago: messages say the second in which they were sent, and these are said in one.
    const sent = new Date(Date.now() - 60_000 + number * 30_000)
      .toISOString()
      .replace(/[-T:]/g, '')
      .slice(0, 14)
    const kept = last.split('\r').filter((segment) => !/^(?:EVN|ZU1|$)/.test(segment))
    const header = kept[0]!.split('|')
    header[6] = sent
    header[8] = 'ADT^A08^ADT_A01'
    header[9] = `STORY${number}`
    const event = `EVN|A08|${sent}||||${sent}`
    return `${[header.join('|'), event, ...kept.slice(1), `ZU1|1|${ready}|1`].join('\r')}\r\n`
  }
}

/** The last return of the council, as it would write it. */
async function councilReturn(t: TestContext): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'concordat-story-'))
  t.after(() => rmSync(out, { recursive: true, force: true }))
  const only = ['council']
  await generate({ people: 60, seed: 'southmere', out, asOf: dayBefore(0), only })
  const folder = join(out, 'council')
  const files = readdirSync(folder).filter((name) => /^cld-.*csv$/.test(name))
  const told = files.map((name) => readFileSync(join(folder, name), 'utf8'))
  return told.findLast((text) => text.includes(',Request,'))!
}

/** What the page says when whoever checks for the council tries a file. */
async function rehearsed(place: RunningPlace, content: string): Promise<string> {
  const cookie = await signIn(place.origin, 'joan.marsh')
  const headers = { accept: 'text/html', cookie }
  const form = await (await fetch(new URL('/intake/send', place.origin), { headers })).text()
  const body = new FormData()
  body.set('_csrf', /name="_csrf" value="([^"]+)"/.exec(form)![1]!)
  body.set('feed', 'southmere-council')
  body.set('rehearse', 'yes')
  body.set('upload', new Blob([content]), 'cld.csv')
  const answer = await fetch(new URL('/intake/send', place.origin), {
    method: 'POST',
    headers,
    body,
  })
  return answer.text()
}

function as(user: string, purpose = 'direct-care'): string[] {
  return ['--as', user, '--purpose', purpose]
}

/** Standard output of a command that must succeed. */
async function asked(place: RunningPlace, ...words: string[]): Promise<string> {
  const { status, stdout, stderr } = await place.concordat(...words)
  assert.equal(status, 0, stderr)
  return stdout
}

type OpenDispute = { id: string; room: string; step: string; settled: boolean }

/** The one dispute of a room that is not settled. */
async function openIn(place: RunningPlace, room: string): Promise<OpenDispute> {
  const told = JSON.parse(await asked(place, 'disputes', '--open', '--json'))
  const [open, ...more] = (told.disputes as OpenDispute[]).filter((one) => one.room === room)
  assert.ok(open !== undefined && more.length === 0)
  return open
}

type Done = { ok: boolean; refusal: { code: string; clause?: string }; result: unknown }

/** By its name, over HTTP as a program with a token does it. */
async function run(place: RunningPlace, name: string, user: string, input: unknown): Promise<Done> {
  const token = JSON.parse(await asked(place, 'token', '--as', user, '--json')).access_token
  const answer = await fetch(new URL(`/commands/${name}`, place.origin), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  return (await answer.json()) as Done
}

async function page(place: RunningPlace, user: string, path: string): Promise<string> {
  const cookie = await signIn(place.origin, user)
  const answer = await fetch(new URL(path, place.origin), {
    headers: { accept: 'text/html', cookie },
  })
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  return text
}

async function linkFor(place: RunningPlace, address: string): Promise<string | undefined> {
  const { messages } = JSON.parse(await asked(place, 'outbox', '--to', address, '--json'))
  return messages[0]?.links[0]
}

/** Errands follow what asked for them; nobody waits longer than this. */
async function eventually<T>(read: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 30; tries++) {
    const found = await read()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('it did not follow')
}

/** Sends the form of a page with all its hidden fields, as a browser does. */
async function post(url: string, form: string, fields: Record<string, string>): Promise<Response> {
  const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  const body = new URLSearchParams([
    ...hidden.map(([, name, value]): [string, string] => [name!, value!]),
    ...Object.entries(fields),
  ])
  return fetch(url, { method: 'POST', body, redirect: 'manual' })
}
