import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { ReactNode } from 'react'
import type { Viewer } from '../kernel/index.ts'
import { PUBLIC } from '../kernel/index.ts'
import { drawChart, drawLyingBars } from './draw-chart.ts'
import { drawMarkup } from './draw-markup.ts'
import {
  Button,
  ChartWithTable,
  ClauseLink,
  DateField,
  Details,
  ErrorSummary,
  Field,
  PostForm,
  readTypedDate,
  SelectField,
  SummaryList,
  sendPage,
  Table,
  Tag,
  typedDate,
} from './index.ts'
import { action } from './route-guard.ts'
import type { ShellDeps } from './shell.tsx'
import { buildStylesheet, COMPONENTS, cutStylesheet } from './stylesheet.ts'
import { pageTestApp } from './testing.ts'
import { safeReturn } from './viewer.ts'

const viewer: Viewer = {
  actor: {
    id: 'priya',
    name: 'Priya Shah',
    role: 'ward-coordinator',
    organisation: 'Mere General',
    side: 'nhs',
    via: 'web',
  },
  purpose: 'direct-care',
}

const TWO_PURPOSES: Partial<ShellDeps> = {
  purposesOf: () => [
    { id: 'direct-care', label: 'direct care' },
    { id: 'safeguarding', label: 'safeguarding' },
  ],
}

test('the frame says who I am, for whom, and what I am looking for', async (t) => {
  const html = await render(t, { body: <h1>Ward</h1>, deps: TWO_PURPOSES })
  assert.match(html, /^<!doctype html><html lang="en-GB">/)
  assert.ok(html.includes('Priya Shah'))
  assert.ok(
    html.includes('Looking for: <strong>direct care</strong>, as ward coordinator, Mere General'),
  )
  assert.match(html, /<button type="submit" value="safeguarding"[^>]*name="purpose"/)
  assert.ok(html.includes('Southmere is a made-up place'))
})

test('the header leads to six places, and the foot of the page to the others', async (t) => {
  const destinations = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => {
    return { id, label: `Place ${id}`, href: `/${id}` }
  })
  const html = await render(t, { body: <h1>Ward</h1>, deps: { destinations: () => destinations } })
  const [, header = '', footer = ''] = html.split(/<nav [^>]*aria-label="(?:Main|What all)/)
  assert.deepEqual(
    header.match(/Place ./g)?.join(),
    'Place a,Place b,Place c,Place d,Place e,Place f',
  )
  assert.deepEqual(footer.match(/Place ./g)?.join(), 'Place g,Place h')
})

test('of what may not be told there is a table and no empty picture', async () => {
  const untold = [{ label: 'At home' }, { label: 'Came back' }]
  assert.equal(await drawLyingBars({ bars: untold, unit: 'people', nonce: '' }), '')
  assert.equal(await drawChart({ bars: untold, unit: 'people', nonce: '' }), '')
  const some = [...untold, { label: 'Died', value: 0 }]
  assert.match(await drawLyingBars({ bars: some, unit: 'people', nonce: '' }), /At home/)
  const shown = (picture: string) =>
    drawMarkup(
      <ChartWithTable picture={picture} says="How many" note="of all">
        <p>numbers</p>
      </ChartWithTable>,
    )
  assert.equal(shown(''), '<p>numbers</p>')
  assert.match(shown('<svg></svg>'), /<figcaption>of all/)
})

test('the footer says what the place stands on, and which feed is late', async (t) => {
  const html = await render(t, {
    body: <h1>Ward</h1>,
    deps: {
      footerFacts: async () => ({
        agreement: {
          version: '3',
          signatures: [
            { side: 'the council', name: 'Omar Bell', at: '2026-03-02' },
            { side: 'the council', name: 'Ida Cole', at: '2026-03-04' },
          ],
        },
        trail: {
          size: 12345,
          words: 'All 12,345 entries are confirmed by a witness of each side, 40 s ago.',
          late: false,
        },
        feeds: [{ name: 'Mere General', late: true }],
      }),
    },
  })
  assert.ok(html.includes('The council: Omar Bell and Ida Cole, 4 Mar 2026'))
  assert.ok(html.includes('12,345 things recorded'))
  assert.ok(html.includes('confirmed by a witness of each side, 40 s ago'))
  assert.ok(html.includes('Mere General: never (late)'))
})

test('a page is sent even when what its footer says cannot be read', async (t) => {
  const html = await render(t, {
    body: <h1>Ward</h1>,
    deps: { footerFacts: () => Promise.reject(new Error('gone')) },
  })
  assert.ok(html.includes('<h1>Ward</h1>'))
  assert.ok(!html.includes('No agreement'))
})

test('what comes from people is text, never markup', async (t) => {
  const html = await render(t, {
    title: '</title><script>1</script>',
    body: <h1>{'<img src=x onerror=alert(1)>'}</h1>,
    deps: { knownRole: () => '"><script>2</script>' },
  })
  const theirs = html.replaceAll(/<script src="\/assets\/session\.\w+\.js"[^>]*><\/script>/g, '')
  assert.ok(!theirs.includes('<script') && !theirs.includes('<img'))
})

test('every form of a page carries the token, without being told', async (t) => {
  const html = await render(t, {
    body: (
      <PostForm action="/change">
        <Button about="for Martha">Ask the council</Button>
      </PostForm>
    ),
  })
  const forms = html.match(/<form[^>]*method="post"[^>]*>.*?<\/form>/g)!
  assert.ok(forms.length >= 2)
  for (const form of forms) assert.ok(form.includes('name="_csrf" value="csrf"'))
})

test('a field keeps what was typed and is tied to its label, hint and error', async (t) => {
  const errors = [{ field: 'number', message: 'NHS number has 9 digits' }]
  const html = await render(t, {
    body: (
      <>
        <ErrorSummary errors={errors} />
        <Field
          name="number"
          label="NHS number"
          hint="10 digits"
          value="999 012 345"
          errors={errors}
        />
        <SelectField name="side" label="Side" value="b" options={[{ value: 'b', label: 'Both' }]} />
      </>
    ),
  })
  assert.ok(html.includes('href="#number"'))
  assert.match(
    html,
    /<input id="number"[^>]*aria-describedby="number-hint number-error"[^>]*aria-invalid="true"/,
  )
  assert.ok(html.includes('value="999 012 345"'))
  assert.ok(html.includes('<label class="nhsuk-label" for="number">'))
  assert.match(html, /<option value="b" selected="">/)
})

test('a table without rows is not drawn', async (t) => {
  const html = await render(t, {
    body: (
      <Table
        caption="Nobody"
        columns={[]}
        rows={[]}
        rowKey={() => ''}
        empty={<p>Nobody waits.</p>}
      />
    ),
  })
  assert.ok(html.includes('Nobody waits.') && !html.includes('<table'))
})

test('a clause link leads to the clause', async (t) => {
  const html = await render(t, { body: <ClauseLink number="4.2" /> })
  assert.ok(html.includes('<a href="/agreement/part/4#clause-4.2">clause 4.2</a>'))
})

test('a page of a hundred rows is light', async (t) => {
  const rows = Array.from({ length: 100 }, (_, index) => ({ id: String(index) }))
  const html = await render(t, {
    body: (
      <Table
        caption="People"
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          { head: 'Person', cell: ({ id }) => <a href={`/people/${id}`}>Martha Okello {id}</a> },
          { head: 'Waits for', cell: () => 'Home care, four visits a day' },
          { head: 'State', cell: () => <Tag tone="yellow">Waiting</Tag> },
          { head: 'Since', cell: () => 'Tue 3 Mar' },
          { head: 'Has waited', cell: () => '2 days 4 h', align: 'right' },
        ]}
      />
    ),
  })
  assert.ok(html.length < 100_000, `${html.length} bytes`)
})

test('typed dates are read with care', () => {
  const read = (day: string, month: string, year: string) =>
    readTypedDate({ day, month, year }, 'born', 'Birth date')
  assert.deepEqual(read('3', '12', '1944'), { date: '1944-12-03' })
  assert.deepEqual(read('', '', ''), {})
  assert.equal(read('31', '2', '1944').error?.message, 'Birth date must be a day that exists')
  assert.equal(read('29', '2', '1944').date, '1944-02-29')
  assert.equal(read('3', '12', '44').error?.field, 'born-year')
  assert.equal(read('3', '', '1944').error?.field, 'born-month')
  assert.deepEqual(typedDate({ 'born-day': ' 3 ', 'born-month': ['1'] }, 'born'), {
    day: '3',
    month: '',
    year: '',
  })
})

test('nobody is sent to another place after signing in', () => {
  for (const good of ['/', '/people?side=nhs&page=2', '/agreement']) {
    assert.equal(safeReturn(good), good)
  }
  const bad = [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/\n/x',
    '',
    5,
    '/sign-out',
  ]
  for (const other of bad) assert.equal(safeReturn(other), '/')
})

test('the stylesheet holds the components in use and fetches nothing', () => {
  const css = buildStylesheet().body.toString()
  assert.ok(css.length < 100_000, `${css.length} bytes`)
  assert.ok(!/url\(|@import|@font-face|Frutiger/i.test(css))
  for (const component of COMPONENTS) assert.ok(css.includes(`.nhsuk-${component}`), component)
  for (const other of ['card', 'hero', 'tabs', 'footer'])
    assert.ok(!css.includes(`.nhsuk-${other}`))
})

test('cutting a stylesheet keeps plain elements, and rules by all the components they name', () => {
  const css = `@charset "UTF-8";:root{--a:1}@font-face{font-family:x}a{b:c}.nhsuk-tag{d:e}
    .nhsuk-tag,.nhsuk-card{f:g}.nhsuk-card .nhsuk-tag{h:i}
    @media print{.nhsuk-card{j:k}}@media print{.nhsuk-tag:not(.nhsuk-card--x){l:m}}`
  assert.equal(
    cutStylesheet(css, ['tag']),
    'a{b:c}.nhsuk-tag{d:e}.nhsuk-tag{f:g}@media print{.nhsuk-tag:not(.nhsuk-card--x){l:m}}',
  )
})

test('every NHS class that the shell writes is in the stylesheet', async (t) => {
  const html = await render(t, {
    body: (
      <>
        <SummaryList rows={[{ key: 'Ward', value: 'Ward 6', note: 'Mere General' }]} />
        <DateField name="born" label="Born" errors={[{ field: 'born-day', message: 'No' }]} />
        <Details summary="More">x</Details>
        <Tag tone="red">Late</Tag>
        <Field name="a" label="A" rows={3} width={10} />
        <Button kind="secondary">Go</Button>
      </>
    ),
  })
  const css = buildStylesheet().body.toString()
  const used = html.match(/nhsuk-[a-z0-9]+(?:-[a-z0-9]+)*/g)!
  const missing = [...new Set(used)].filter((name) => !css.includes(`.${name}`))
  assert.deepEqual(missing, [])
})

async function render(
  t: TestContext,
  page: { body: ReactNode; title?: string; deps?: Partial<ShellDeps> },
): Promise<string> {
  const app = await pageTestApp({ viewer, deps: page.deps })
  t.after(() => app.close())
  app.get('/', action(PUBLIC), (request, reply) =>
    sendPage(request, reply, { title: page.title ?? 'Ward', body: page.body }),
  )
  return (await app.inject('/')).body
}
