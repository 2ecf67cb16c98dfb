import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { readMailbox } from '../src/access/send-link.ts'
import {
  agendaAsJson,
  decisionsAsJson,
  makePack,
  readBoard,
  tallyAsJson,
} from '../src/board/index.ts'
import { isRefusal } from '../src/kernel/index.ts'
import { routesOf } from '../src/shell/index.ts'
import { ALL_FOR, BODY, openBoardPlace } from './board-place.ts'
import { signIn } from './sign-in.ts'

/**
 * A private item of which everything that can be said was said, each field with a word that stands nowhere else.
 * The house is asked by every path that it has.
 */
const SECRETS = 'privateTitle what test urgent agreed change notYet paper text why interest motion'
  .split(' ')
  .concat('refused evidence effect dissent action done note'.split(' '))
const wordOf = (field: string) => `zq${field.toLowerCase()}qz`
const WORDS = SECRETS.map(wordOf)

async function openSecret(t: TestContext) {
  const opened = await openBoardPlace(t)
  const { clock, does, meetingIn, begin, votes } = opened
  const meeting = await meetingIn(20)
  const say = (field: string) => `It says ${wordOf(field)} here`
  const { item } = await does('ruth.adeyemi', 'propose-item', {
    ...{ body: BODY, meeting, title: 'A home', kind: 'decision', concerns: 'the-limes' },
    ...{ what: say('what'), privateTitle: say('privateTitle'), urgent: say('urgent') },
    ...{ paragraph: '3', test: say('test'), opensOn: '2026-04-20' },
  })
  await does('colin.webb', 'agree-item', { item, answer: 'not-yet', reason: say('notYet') })
  await does('colin.webb', 'agree-item', { item, answer: 'agree', reason: say('agreed') })
  const publish = (more: object) =>
    does('una.byrne', 'publish-paper', { item, title: say('paper'), text: say('text'), ...more })
  const { paper, sha256 } = await publish({})
  await publish({ text: `${say('text')} again`, replaces: paper, why: say('why') })
  await does('colin.webb', 'ask-change', { item, what: 'open', reason: say('change') })
  const interest = { item, regime: 'nhs-register', what: say('interest') }
  await does('leo.brandt', 'declare-interest', interest)
  clock.set('2026-03-30T09:00:00Z')
  const members = Object.keys(ALL_FOR).filter((one) => one !== 'leo.brandt')
  await begin(meeting, members)
  const note = { meeting, item, event: 'note', text: say('note') }
  await does('una.byrne', 'minute', note)
  const motion = { text: say('motion'), refused: say('refused'), evidence: say('evidence') }
  await does('una.byrne', 'open-vote', { item, ...motion, effect: say('effect') })
  await votes(item!, Object.fromEntries(members.map((one) => [one, 'for'])))
  await does('bea.lindley', 'vote', { item, answer: 'against', dissent: say('dissent') })
  await does('una.byrne', 'decide', { item })
  const due = '2026-04-02'
  await does('una.byrne', 'act', { item, what: say('action'), owner: 'sunita.rao', due })
  const { actions } = await readBoard(opened.place)
  const [action] = actions.keys()
  await does('una.byrne', 'minute', { meeting, event: 'end' })
  await opened.settle()
  clock.set('2026-04-01T08:00:00Z')
  await opened.settle()
  return { ...opened, item: item!, meeting, sha256: sha256!, action: action!, say }
}

type Secret = Awaited<ReturnType<typeof openSecret>>

/** What each path of the house answers to somebody, or to nobody who signed in. */
async function answers(secret: Secret, urls: readonly string[], cookie?: string) {
  const { origin } = secret.place.settings
  const told = new Map<string, string>()
  for (const url of urls) {
    const headers = { accept: '*/*', ...(cookie && { cookie }) }
    const answer = await fetch(new URL(url, origin), { headers, redirect: 'manual' })
    if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
      await answer.body?.cancel()
    } else told.set(url, await answer.text())
  }
  return told
}

function leaks(told: ReadonlyMap<string, string>): string[] {
  return [...told].flatMap(([url, text]) => {
    return WORDS.filter((word) => text.includes(word)).map((word) => `${url}: ${word}`)
  })
}

/** As the command line and files give it: nobody is signed in there. */
async function written({ place, item, meeting }: Secret): Promise<string> {
  const board = await readBoard(place)
  const [agreement, now] = [place.agreement.current(), place.clock.now()]
  const pack = await makePack(place, undefined, meeting)
  assert.ok(!isRefusal(pack))
  const mails = await readMailbox(place, { limit: 50 })
  return JSON.stringify([
    agendaAsJson(board, agreement, meeting, now),
    tallyAsJson(board, agreement, item, now),
    await decisionsAsJson(place, board, false),
    pack.html,
    mails,
  ])
}

test('what is private is early on no path of the house for who may not read it; then on every one', async (t) => {
  const secret = await openSecret(t)
  const { place, clock, item, meeting, sha256, action, does, say } = secret
  const app = await secret.listen()
  const ids: Record<string, string> = { item, meeting, sha256, action }
  const urls = routesOf(app)
    .filter(({ method, url }) => method === 'GET' && url !== '/sign-out')
    .map(({ url }) => url.replace(/:(\w+)/g, (_, name) => ids[name] ?? 'nobody').replace('*', 'x'))
  const mails = await readMailbox(place, { limit: 50 })
  const links = mails.flatMap(({ mail }) => /\/link\/[\w-]+/.exec(JSON.stringify(mail)) ?? [])
  assert.ok(links.length > 0, 'whoever has something to do was written to')
  const forms = ['vote', 'agree-item', 'publish-paper', 'act', 'declare-interest', 'draft-change']
  const all = [...urls, ...links, ...forms.map((one) => `/do/board.${one}?item=${item}`)]
  assert.ok(all.length > 100, `${all.length} paths`)
  const now = await written(secret)
  assert.deepEqual(leaks(new Map([['what is written', now]])), [])
  assert.deepEqual(leaks(await answers(secret, all)), [], 'everybody')
  const own = all.filter((url) =>
    /^\/($|board|today|do\/board|public|agreement|trail|dispute)/.test(url),
  )
  // One only listens, one has an interest in it, one keeps the log, and one has nothing to do with the board.
  for (const persona of ['noel.price', 'leo.brandt', 'joan.marsh', 'martha.okello']) {
    const cookie = await signIn(place.settings.origin, persona)
    assert.deepEqual(leaks(await answers(secret, own, cookie)), [], persona)
  }
  const una = await signIn(place.settings.origin, 'una.byrne')
  const clerk = await answers(secret, [`/board/items/${item}`], una)
  assert.ok(clerk.get(`/board/items/${item}`)!.includes(wordOf('what')), 'who may read it does')
  await does('sunita.rao', 'close-action', { action, how: say('done') })

  clock.set('2026-04-19T22:59:59Z')
  assert.deepEqual(leaks(await answers(secret, all)), [], 'the second before')
  clock.set('2026-04-19T23:00:00Z')
  const opened = await answers(secret, all)
  const found = new Set(leaks(opened).map((leak) => leak.split(': ')[1]))
  const never = ['notYet', 'change', 'done'].map(wordOf)
  assert.deepEqual(
    WORDS.filter((word) => !found.has(word) && !never.includes(word)),
    [],
    'every word of it is read',
  )
  const reads = (path: string, field: string) =>
    assert.ok(opened.get(path)!.includes(wordOf(field)), `${path} has ${field}`)
  for (const path of ['meetings.ics', 'decisions', 'decisions.rss', 'interests']) {
    reads(`/public/${path}`, path === 'interests' ? 'interest' : 'privateTitle')
  }
  const here = `/public/meetings/${meeting}`
  for (const path of [here, `${here}/pack`, `${here}/pack.html`, `${here}/minutes.md`]) {
    reads(path, 'privateTitle')
  }
  reads(`/public/items/${item}`, 'text')
  reads(`/public/items/${item}/papers/${sha256}`, 'text')
  assert.ok((await written(secret)).includes(wordOf('text')))
})
