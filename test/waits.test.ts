import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { DAY_MS } from '../src/kernel/index.ts'
import { formatDate } from '../src/shell/index.ts'
import { checkAccessibleIn, openBrowser, openWindow, signInAs, WIDE_AND_NARROW } from './browser.ts'
import { type RunningPlace, startPlace } from './running-place.ts'

/**
 * Who waits for the council is seen by the council, through the real command and a real browser. Irene and
 * George are people of the stories; Barbara's messages come while the place runs, and the council has never
 * heard of her. Hal lies in the same hospital and lives in the county next door.
 */
const PEOPLE = 60
const start = Date.now()
const TODAYS = [
  ...['ana.reid', 'maya.lowe', 'carl.boyd', 'sally.firth', 'lee.carter'],
  ...['olive.marsden', 'femi.bakare', 'pat.lowry', 'nadia.khan'],
]

test('who waits for the council is on the council’s Today, and on nobody else’s', async (t) => {
  const place = await startPlace(t, { people: PEOPLE })
  const browser = await openBrowser()
  t.after(() => browser.close())
  const said = (sentence: string, step: (t: TestContext) => Promise<void>) => t.test(sentence, step)
  let barbara = ''

  await said('the hospital’s messages about two more people come', async () => {
    const file = join(place.dataFolder, 'adt.hl7')
    const messages = [
      ...messagesOf({ id: 'W0001', name: 'Wren^Barbara', born: '19400502', postcode: 'ZM4 2AB' }),
      ...messagesOf({ id: 'W0002', name: 'Stone^Hal', born: '19500101', postcode: 'ZH1 2AB' }),
    ]
    writeFileSync(file, messages.join('\n'))
    const { status, stderr } = await place.concordat('load', file, '--source', 'mere-general')
    assert.equal(status, 0, stderr)
  })

  await said('the council sees what each of the three waits for, and since when', async () => {
    for (const persona of ['ana.reid', 'maya.lowe']) {
      const page = await signedIn(browser, place, persona)
      await page.goto('/')
      assert.match(await page.locator('h1').innerText(), /people wait in hospital for us/)
      // The council names a worker where it has opened a case; else whom its agreement names is rung.
      const worker = /Ana Reid, social worker\s+01632 960701/
      for (const [name, need, daysAgo, holder] of [
        ['Barbara Wren', 'A care home', 18, /hospital social work team\s+01632 960127/],
        ['Irene Castle', 'A care home', 11, worker],
        ['George Whitfield', 'Care at home', 6, worker],
      ] as const) {
        const row = await rowOf(page, name)
        assert.match(row, new RegExp(need), name)
        assert.match(row, new RegExp(`ready since ${dayBefore(daysAgo)}`), name)
        assert.match(row, holder, name)
        assert.match(row, /Ring the transfer hub, Mere General\s+01632 960147/, name)
        assert.match(row, /Read and plan the way home/, name)
      }
      assert.match(await rowOf(page, 'George Whitfield'), /Support\s+\d.*since/)
      assert.doesNotMatch(await page.locator('main').innerText(), /Hal Stone/)
    }
  })

  await said(
    'the social worker opens Barbara’s page, and the look names the new clause',
    async () => {
      const page = await signedIn(browser, place, 'ana.reid')
      await page.goto('/')
      await page.getByRole('link', { name: 'Barbara Wren', exact: true }).click()
      barbara = new URL(page.url()).pathname
      assert.match(await page.locator('main').innerText(), /Barbara Wren/)
      const [look] = await place.behindOurBack(async (client) => {
        const { rows } = await client.query(
          `select e.text from trail.look l join trail.entry e on e.id = l.entry_id
          where l.person_id = $1 and l.actor_id = 'ana.reid' order by l.number desc limit 1`,
          [barbara.split('/').at(-1)],
        )
        return rows.map(({ text }) => JSON.parse(text) as Record<string, string>)
      })
      assert.match(look!.what!, /^person page/)
      assert.deepEqual([look!.outcome, look!.clause], ['allowed', '6.14'])
    },
  )

  await said('the ward sees what the council did last, and the number to ring', async () => {
    const page = await signedIn(browser, place, 'priya.shah')
    await page.goto('/')
    const row = await rowOf(page, 'George Whitfield')
    assert.match(row, /went on to support/)
    assert.match(row, new RegExp(dayBefore(5)))
    assert.match(
      row,
      /Ring Ana Reid, social worker, Hospital social work team, Southmere Council\s+01632 960701/,
    )
    assert.match(row, /999 013 1015/)
    assert.match(row, /21 Sep 1946 \(\d+\)/)
    assert.match(row, /Ward 6, bay 2, bed 2/)
    assert.match(row, /13 days\s+▲ 7 days or more/)
    assert.match(row, /Needs Southmere Council/)
  })

  await said('the same role at another council sees none of them', async () => {
    const page = await signedIn(browser, place, 'sally.firth')
    await page.goto('/')
    const text = await page.locator('main').innerText()
    assert.match(text, /Hal Stone/)
    assert.doesNotMatch(text, /Barbara|Irene|George/)
    const answer = await page.goto(barbara)
    assert.equal(answer?.status(), 403)
    const refusal = await page.locator('main').innerText()
    assert.match(refusal, /this person does not wait for Highfell Council/)
    assert.doesNotMatch(refusal, /Barbara|Wren/)
    await page.goto('/people')
    await page.locator('#words').fill('9990131015')
    await page.locator('main').getByRole('button').first().click()
    assert.doesNotMatch(await page.locator('main').innerText(), /Whitfield/)
  })

  await said(
    'a care home, voluntary groups, a district and a practice each see their own people, and no others',
    async () => {
      const lists = [
        ['olive.marsden', /1 person is in our care/, 'Edith Lomax', /Short stay/],
        ['femi.bakare', /people wait for our answer/, 'Edith Lomax', /somebody to visit each week/],
        ['pat.lowry', /wait(s)? for our answer/, 'Vera Stanton', /a stairlift/],
        ['nadia.khan', /of ours are in hospital/, 'George Whitfield', /Mere General, Ward 6/],
      ] as const
      for (const [persona, heading, name, told] of lists) {
        const page = await signedIn(browser, place, persona)
        await page.goto('/')
        assert.match(await page.locator('h1').innerText(), heading, persona)
        assert.match(await rowOf(page, name), told, persona)
        if (persona !== 'nadia.khan') {
          assert.doesNotMatch(await page.locator('main').innerText(), /Irene|George|Martha/)
          assert.equal((await page.goto(barbara))?.status(), 403, persona)
        }
      }
      const page = await signedIn(browser, place, 'olive.marsden')
      await page.goto(barbara)
      assert.match(await page.locator('main').innerText(), /no council has placed this person with/)
    },
  )

  await said(
    'Martha’s daughter reads her own record, her mother’s as her carer, and no page of staff',
    async () => {
      const martha = await signedIn(browser, place, 'priya.shah')
      await martha.goto('/')
      await martha.getByRole('link', { name: 'Martha Okello', exact: true }).click()
      const hers = new URL(martha.url()).pathname
      const page = await signedIn(browser, place, 'ruth.okello')
      assert.equal(new URL(page.url()).pathname, '/me')
      assert.match(await page.locator('main').innerText(), /Advice and a break for carers|carer/i)
      assert.equal((await page.goto(hers))?.status(), 403)
      await page.goto('/me')
      await page.getByRole('link', { name: 'Open the record of the person for whom' }).click()
      assert.equal(await page.locator('h1').innerText(), 'Martha Okello')
      assert.match(await page.locator('main').innerText(), /read for them by their carer/)
    },
  )

  await said('she goes home, and the council’s door closes behind her', async () => {
    const file = join(place.dataFolder, 'left.hl7')
    const person = { id: 'W0001', name: 'Wren^Barbara', born: '19400502', postcode: 'ZM4 2AB' }
    writeFileSync(file, message('A03', person, start))
    await place.concordat('load', file, '--source', 'mere-general')
    const page = await signedIn(browser, place, 'ana.reid')
    await page.goto('/')
    assert.doesNotMatch(await page.locator('main').innerText(), /Barbara Wren/)
    assert.equal((await page.goto(barbara))?.status(), 403)
  })

  await said('every Today can be used by everybody, on a desk and on a phone', async () => {
    const page = await (await openWindow(browser, place.origin)).newPage()
    for (const persona of TODAYS) {
      await signInAs(page, persona)
      await checkAccessibleIn(page, WIDE_AND_NARROW)
    }
  })
})

type Told = { id: string; name: string; born: string; postcode: string }

/** Came 24 days ago, could leave 18 days ago by pathway 3, and waits for a place since the day after. */
function messagesOf(person: Told): string[] {
  const at = (daysAgo: number) => start - daysAgo * DAY_MS
  const reason =
    'Pathway 3: awaiting a residential or nursing home bed that is likely to be permanent'
  return [
    message('A01', person, at(24)),
    message('A08', person, at(17), `ZU1|1|${minute(at(18))}|3|${reason}`),
  ]
}

function message(code: string, { id, name, born, postcode }: Told, at: number, plan = ''): string {
  const moment = minute(at)
  return [
    `MSH|^~\\&|MEREPAS|RXS|ROUTE|SOUTHMERE|${moment}00||ADT^${code}|${id}${code}|P|2.4`,
    `EVN|${code}|${moment}||||${moment}`,
    `PID|1||${id}^^^RXS^MR||${name}||${born}|F|||1 High Street^^Mere^^${postcode}`,
    `PV1|1|I|Ward 8^Bay 1^Bed 1^RXS||||||||||||||||V${id}|||||||||||||||||||||||||${minute(start - 24 * DAY_MS)}`,
    ...(plan === '' ? [] : [plan]),
  ].join('\r')
}

/** YYYYMMDDHHMM in London, as the hospital writes it. */
function minute(at: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(at))
  const part = (type: string) => parts.find((one) => one.type === type)!.value
  return ['year', 'month', 'day', 'hour', 'minute'].map(part).join('')
}

/** `Sun 15 Nov`, as pages write it. */
function dayBefore(daysAgo: number): string {
  return formatDate(new Date(start - daysAgo * DAY_MS), new Date(start))
}

async function rowOf(page: Page, name: string): Promise<string> {
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
  return (await row.innerText()).replace(/\s+/g, ' ')
}

async function signedIn(browser: Browser, place: RunningPlace, persona: string): Promise<Page> {
  const window = await openWindow(browser, place.origin, { script: false })
  const page = await window.newPage()
  await signInAs(page, persona)
  return page
}
