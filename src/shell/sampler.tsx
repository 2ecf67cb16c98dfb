import type { ReactNode } from 'react'
import {
  BackLink,
  Button,
  Checkboxes,
  DateField,
  Details,
  EmptyState,
  ErrorSummary,
  Field,
  FigureStrip,
  FileField,
  LiveNote,
  MoneyField,
  Paging,
  PostForm,
  Radios,
  RefusalNotice,
  SelectField,
  SummaryList,
  Table,
  Tag,
  TimelineStrip,
} from './index.ts'

const ERRORS = [{ field: 'born-day', message: 'Birth date must have a day' }]
const CHOICES = [
  { value: 'a', label: 'Stairs' },
  { value: 'b', label: 'Lifting', hint: 'With two carers' },
]
const CHOICE_ERRORS = [{ field: 'first', message: 'Choose one' }]
const PEOPLE = [
  { name: 'Martha Okello', waits: 'Home care, 4 visits a day', wait: '3 days 4 h', late: true },
  { name: 'Arthur Penhaligon', waits: 'Medicines to take home', wait: '1 day 2 h', late: false },
]
const LANES = [
  {
    label: 'NHS',
    tone: 'nhs' as const,
    marks: [
      { start: '2024-06-01', end: '2024-06-20', label: 'Hospital stay, 1 to 20 June 2024' },
      { start: '2025-02-01', label: 'Appointment, 1 February 2025' },
    ],
  },
  {
    label: 'Council',
    tone: 'council' as const,
    marks: [{ start: '2025-06-01', open: true, label: 'Home care since 1 June 2025' }],
  },
]

/** Every component once, with what it holds on real pages: for tests in a browser, and to look at. */
export function Sampler(): ReactNode {
  return (
    <>
      <BackLink href="/">Back to Today</BackLink>
      <h1>Ward 6: 2 people can go home</h1>
      <p className="cc-lead">Martha Okello has waited longest, for home care.</p>
      <Lists />
      <Facts />
      <Answers />
      <Form />
      <LiveNote topic="record" />
    </>
  )
}

function Lists(): ReactNode {
  return (
    <>
      <FigureStrip
        figures={[
          { label: 'can go home', value: 2, tone: 'alert' },
          { label: 'in a bed', value: 22, note: '24 beds', href: '/ward' },
          { label: 'left this week', value: 7, tone: 'good' },
        ]}
      />
      <ul className="cc-toolbar" aria-label="Which side">
        <li>
          <a href="/" aria-current="true">
            Both sides
          </a>
        </li>
        <li>
          <a href="/?side=nhs">NHS</a>
        </li>
      </ul>
      <Table
        caption="People on the ward"
        rows={PEOPLE}
        rowKey={({ name }) => name}
        tone={({ late }) => (late ? 'alert' : undefined)}
        columns={[
          { head: 'Person', cell: ({ name }) => <a href="/ward">{name}</a> },
          { head: 'Waits for', cell: ({ waits }) => waits },
          { head: 'State', cell: () => <Tag tone="yellow">Waiting</Tag> },
          { head: 'Has waited', cell: ({ wait }) => wait, align: 'right' },
          {
            head: 'Next step',
            hideHead: true,
            cell: ({ name }) => (
              <PostForm action="/ask">
                <Button kind="secondary" small about={`for ${name}`}>
                  Ask the council
                </Button>
              </PostForm>
            ),
          },
        ]}
      />
      <Paging label="people" position="51 to 100 of 1,200" previous="?page=1" next="?page=3" />
    </>
  )
}

function Facts(): ReactNode {
  return (
    <>
      <div className="cc-banner">
        <p className="cc-banner__name">Martha Okello</p>
        <ul className="cc-banner__facts">
          <li>82</li>
          <li>NHS 999 012 3454 (verified)</li>
        </ul>
        <p className="cc-flag cc-flag--alert">Allergic to penicillin</p>
        <p className="cc-flag">Key safe: ask for it at the door</p>
      </div>
      <div className="cc-columns cc-columns--main">
        <section>
          <h2>Now</h2>
          <ul className="cc-items">
            <li>
              <span className="cc-items__what">Home care, 4 visits a day</span>
              <span className="cc-learnt">
                Southmere Council, since Sun 1 Feb, learnt Mon 2 Feb 10:12
              </span>
            </li>
          </ul>
          <div className="cc-conflict">
            <p>Mere General: lives alone</p>
            <p>Southmere Council: lives with her daughter</p>
          </div>
        </section>
        <section>
          <h2>Who is caring</h2>
          <SummaryList
            rows={[
              { key: 'Social worker', value: 'Ana Reid', note: 'Southmere Council' },
              { key: 'Ward', value: 'Ward 6', action: { href: '/ward', label: 'See the ward' } },
            ]}
          />
        </section>
      </div>
      <h2>Timeline</h2>
      <TimelineStrip from="2024-03-03" to="2026-03-03" label="Two years of care" lanes={LANES} />
      <ol className="cc-timeline">
        <li className="cc-timeline--nhs">
          <div className="cc-timeline__when">Sat 3 Jan to Fri 9 Jan</div>
          <div className="cc-timeline__what">
            Hospital stay, Mere General
            <span className="cc-learnt">Learnt Sat 3 Jan 10:12</span>
          </div>
        </li>
        <li className="cc-timeline--council">
          <div className="cc-timeline__when">since Sun 1 Feb</div>
          <div className="cc-timeline__what">Home care, 4 visits a day</div>
        </li>
      </ol>
    </>
  )
}

function Answers(): ReactNode {
  return (
    <>
      <RefusalNotice
        asked="You asked to see the record of the person with NHS number 999 012 3454."
        sentence="Your ward is Ward 3. This person is not staying there."
        clause={{
          number: '4.2',
          heading: 'Wards see their own patients',
          text: 'A ward coordinator may see the record of a person who stays on their ward.',
        }}
        next={['Ask Ward 6, where the person is.']}
        noted="This has been noted. The person can see that you asked."
      />
      <EmptyState title="Nothing needs you now">
        <p>New things appear here.</p>
      </EmptyState>
      <blockquote className="cc-quote">
        <p>I want to see my garden in the morning.</p>
      </blockquote>
    </>
  )
}

function Form(): ReactNode {
  return (
    <>
      <ErrorSummary errors={ERRORS} />
      <PostForm action="/find" label="Find somebody">
        <Field name="number" label="NHS number" hint="10 digits" width={10} />
        <DateField name="born" label="Birth date" hint="For instance 12 3 1944" errors={ERRORS} />
        <SelectField name="side" label="Side" options={[{ value: 'both', label: 'Both sides' }]} />
        <Radios
          name="first"
          label="First need"
          options={CHOICES}
          value="b"
          errors={CHOICE_ERRORS}
        />
        <Checkboxes
          name="needs"
          label="Needs"
          hint="Any of these"
          options={CHOICES}
          values={['a']}
        />
        <FileField name="file" label="File" hint="At most 50 MB" />
        <FileField name="file" label="File" hint="At most 50 MB" />
        <MoneyField name="most" label="At most" hint="Like 1,250" value="1,250" />
        <Field name="why" label="Why" rows={3} />
        <Button>Find</Button>
      </PostForm>
      <Details summary="What happens next">
        <p>Whoever is found has it in their log that you asked.</p>
      </Details>
    </>
  )
}
