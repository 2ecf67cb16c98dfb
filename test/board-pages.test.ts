import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { SaxesParser } from 'saxes'
import { makeUpBoard, readBoard } from '../src/board/index.ts'
import { dayInLondon } from '../src/kernel/index.ts'
import { verifyPlace } from '../src/trail/index.ts'
import { openBoardPlace } from './board-place.ts'
import { checkAccessibleIn, openBrowser, openWindow, signInAs, WIDE_AND_NARROW } from './browser.ts'
import { quietPort } from './quiet-port.ts'

/** The board in real browsers: two chairs, the clerk and members, each with pages of their own, and everybody else. */
test('a meeting is held by clicks: opened by the clerk, voted by each side, read by everybody', async (t) => {
  const port = await quietPort()
  const opened = await openBoardPlace(t, { env: { PORT: String(port) } })
  const { place, clock, settle } = opened
  await makeUpBoard(place, () => {})
  await settle()
  const app = await opened.serve()
  await app.listen({ port, host: 'localhost' })
  const browser = await openBrowser()
  t.after(() => browser.close())
  const { origin } = place.settings
  const pageOf = async (persona?: string) => {
    const page = await (await openWindow(browser, origin)).newPage()
    if (persona !== undefined) await signInAs(page, persona)
    return page
  }
  const board = await readBoard(place)
  const falls = [...board.items.values()].find(({ title }) => title === 'Falls at night')!
  const meeting = board.meetings.get(falls.meeting!)!
  clock.set(meeting.on)
  assert.equal(dayInLondon(clock.now()), dayInLondon(new Date(meeting.on)))

  const clerk = await pageOf('una.byrne')
  await clerk.goto(`/board/meetings/${meeting.id}`)
  await clerk.getByRole('link', { name: 'Minute it as it happens' }).click()
  await clerk.getByRole('button', { name: 'Begin' }).click()
  for (const name of ['Ruth Adeyemi', 'Ian Croft', 'Colin Webb', 'Sunita Rao', 'Bea Lindley']) {
    await clerk.getByLabel('Who comes in?').selectOption({ label: name })
    await clerk.getByRole('button', { name: 'Comes in' }).click()
  }
  await clerk.getByText('Both sides have their quorum.').waitFor()
  await checkAccessibleIn(clerk, WIDE_AND_NARROW)
  await clerk
    .locator('tr', { hasText: 'Falls at night' })
    .getByRole('link', { name: 'Put it to the vote' })
    .click()
  await clerk.getByLabel('What would be decided?').fill('The team for falls works until midnight.')
  await confirm(clerk)

  for (const [persona, how] of [
    ['ruth.adeyemi', 'For it'],
    ['ian.croft', 'For it'],
    ['colin.webb', 'For it'],
    ['bea.lindley', 'Against it'],
    ['sunita.rao', 'For it'],
  ] as const) {
    const member = await pageOf(persona)
    if (persona === 'colin.webb') {
      await member.locator('.cc-todo__what', { hasText: 'voted on: Falls at night' }).waitFor()
      await member.goto('/board')
      await checkAccessibleIn(member, WIDE_AND_NARROW)
    }
    await member.goto(`/board/items/${falls.id}`)
    await member.getByRole('link', { name: 'Vote', exact: true }).click()
    await member.getByLabel(how, { exact: true }).check()
    await confirm(member)
    await member.context().close()
  }
  await clerk.goto(`/board/items/${falls.id}`)
  await checkAccessibleIn(clerk, WIDE_AND_NARROW)
  await clerk.getByRole('link', { name: 'Close the vote' }).click()
  await confirm(clerk)
  await clerk.goto(`/board/items/${falls.id}`)
  await clerk.getByText('It was carried on both sides').waitFor()

  const everybody = await pageOf()
  for (const path of [
    ...[
      '/public/meetings',
      `/public/meetings/${meeting.id}`,
      `/public/meetings/${meeting.id}/pack`,
    ],
    ...['/public/decisions', '/public/plan', '/public/interests', `/public/items/${falls.id}`],
  ]) {
    await everybody.goto(path)
    await checkAccessibleIn(everybody, WIDE_AND_NARROW)
  }
  await everybody.getByText('Bea Lindley: against').first().waitFor()
  const { faults } = await verifyPlace(place)
  assert.deepEqual(
    faults.filter(({ what }) => !what.startsWith('Not confirmed')),
    [],
  )
})

/** A form shows what would happen, and then does it. */
async function confirm(page: Page): Promise<void> {
  await page.locator('main form button[type=submit]').first().click()
  await page.locator('button[name="_step"][value="do"]').click()
  await page.getByRole('heading', { level: 1, name: 'Done' }).waitFor()
}

test('calendars, feeds and mails are read by what did not write them', async (t) => {
  const { place, settle, serve } = await openBoardPlace(t)
  await makeUpBoard(place, () => {})
  await settle()
  const app = await serve()
  const { body: ics } = await app.inject({ url: '/public/meetings.ics' })
  const board = await readBoard(place)
  assert.ok(ics.split('\r\n').every((line) => Buffer.byteLength(line) <= 75))
  const events = readCalendar(ics)
  assert.deepEqual(
    events.map(({ UID, DTSTART }) => [UID, DTSTART]).sort(),
    [...board.meetings.values()]
      .map(({ id, on }) => [`${id}@concordat`, `${on.slice(0, 19).replaceAll(/[-:]/g, '')}Z`])
      .sort(),
  )
  assert.ok(events.some(({ DESCRIPTION = '' }) => DESCRIPTION.includes('Beds for the winter')))
  const { body: rss } = await app.inject({ url: '/public/decisions.rss' })
  const titles = titlesIn(rss)
  const decided = [...board.items.values()].filter(({ decision }) => decision !== undefined)
  assert.equal(titles.length, decided.length + 1)
  assert.ok(titles.includes("The board's own costs"))
})

/** By RFC 5545: folded lines are joined, a name ends at its colon or its first parameter, marks are taken back. */
function readCalendar(text: string): Record<string, string>[] {
  const lines = text.replaceAll(/\r\n[ \t]/g, '').split('\r\n')
  const events: Record<string, string>[] = []
  for (const line of lines) {
    const [, name, value] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/.exec(line) ?? []
    if (line === 'BEGIN:VEVENT') events.push({})
    else if (name !== undefined && events.length > 0) {
      events.at(-1)![name] = value!.replaceAll(/\\([\\;,nN])/g, (_, mark: string) =>
        /n/i.test(mark) ? '\n' : mark,
      )
    }
  }
  return events
}

/** A strict reader of XML: what is not well formed throws. */
function titlesIn(xml: string): string[] {
  const titles: string[] = []
  let open = false
  const parser = new SaxesParser()
  parser.on('opentag', ({ name }) => {
    open = name === 'title'
    if (open) titles.push('')
  })
  parser.on('closetag', () => {
    open = false
  })
  parser.on('text', (text) => {
    if (open) titles[titles.length - 1] += text
  })
  parser.on('error', (error) => {
    throw error
  })
  parser.write(xml).close()
  return titles
}
