import assert from 'node:assert/strict'
import { test } from 'node:test'
import ICAL from 'ical.js'
import { type AddressObject, simpleParser } from 'mailparser'
import { marked, type Token } from 'marked'
import { createTransport } from 'nodemailer'
import type { Page } from 'playwright-core'
import { SaxesParser } from 'saxes'
import { readMailbox } from '../src/access/send-link.ts'
import { agendaOf, makeUpBoard, readBoard } from '../src/board/index.ts'
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

test('calendars, minutes, feeds and mails are read by what did not write them', async (t) => {
  const { place, clock, settle, serve } = await openBoardPlace(t)
  await makeUpBoard(place, () => {})
  await settle()
  const app = await serve()
  const { body: ics } = await app.inject({ url: '/public/meetings.ics' })
  const board = await readBoard(place)
  assert.ok(ics.split('\r\n').every((line) => Buffer.byteLength(line) <= 75))
  const calendar = new ICAL.Component(ICAL.parse(ics))
  const events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one))
  assert.deepEqual(
    events.map(({ uid, startDate, location }) => [
      uid,
      startDate.toJSDate().toISOString(),
      location,
    ]),
    [...board.meetings.values()].map(({ id, on, where }) => [`${id}@concordat`, on, where]),
  )
  const coming = [...board.meetings.values()].find(({ state }) => state === 'called')!
  const event = events.find(({ uid }) => uid.startsWith(coming.id))!
  const agenda = agendaOf(board, coming.id).map(({ title }, at) => `${at + 1}. ${title}`)
  assert.ok(agenda.length > 3)
  assert.deepEqual(event.description.split('\n'), agenda)

  const held = [...board.meetings.values()].filter(({ state }) => state === 'approved')
  for (const meeting of held) {
    const { body } = await app.inject({ url: `/public/meetings/${meeting.id}/minutes.md` })
    const tokens = marked.lexer(body)
    const headings = tokens.filter((one) => one.type === 'heading')
    const titles = agendaOf(board, meeting.id).map(({ title }, at) => `${at + 1}. ${title}`)
    assert.deepEqual(headings.map(plainOf).slice(1), titles)
    const kinds = new Set(tokens.map(({ type }) => type))
    assert.deepEqual(kinds, new Set(['heading', 'space', 'paragraph']), 'no word became a mark')
    const said = tokens.filter((one) => one.type === 'paragraph').map(plainOf)
    for (const item of agendaOf(board, meeting.id)) {
      if (item.decision) assert.ok(said.includes(`Decided: ${item.decision.motion.text}`))
    }
  }

  const { body: rss } = await app.inject({ url: '/public/decisions.rss' })
  const told = titlesIn(rss)
  const decided = [...board.items.values()].filter(({ decision }) => decision !== undefined)
  assert.equal(told.length, decided.length + 1)
  assert.ok(told.includes("The board's own costs"))

  clock.set(new Date(clock.now().getTime() + 86_400_000).toISOString())
  await settle()
  const mails = await readMailbox(place, { limit: 50 })
  const chased = mails.filter(({ link }) => link.command === 'board.action')
  assert.ok(chased.length > 0, 'what is late is chased')
  const whats = [...board.actions.values()].map(({ what }) => what)
  for (const { link, mail } of chased) {
    const raw = await createTransport({ streamTransport: true, buffer: true }).sendMail(mail)
    const read = await simpleParser(raw.message as Buffer)
    assert.equal((read.to as AddressObject).value[0]!.address, link.address)
    assert.ok(!whats.some((what) => read.text!.includes(what)), 'a mail says nothing of it')
    const page = await app.inject({ url: /\/link\/\S+/.exec(read.text!)![0] })
    assert.equal(page.statusCode, 200)
    assert.ok(whats.some((what) => page.body.includes(what)))
  }
})

/** What a reader of Markdown shows of a block: marks taken back. */
function plainOf(block: Token): string {
  const inside = 'tokens' in block ? (block.tokens ?? []) : []
  return inside.map((one) => ('text' in one ? one.text : one.raw)).join('')
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
