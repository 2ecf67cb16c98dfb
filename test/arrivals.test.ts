import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ABSENT, type ArrivalCase, readCases } from './arrivals.ts'
import {
  type Arrived,
  allergies,
  medicines,
  names,
  open,
  openArrivals,
  reasons,
  services,
  stays,
  visits,
} from './arrivals-place.ts'

/**
 * Every written case of what arrives, loaded as a file into a place of its own and read as the record is read. What
 * must be true then stands here, case by case; a case that has no line here fails.
 */
type Check = (arrived: Arrived) => void

const oneStay =
  (line: string): Check =>
  ({ people }) => {
    assert.equal(people.length, 1)
    assert.deepEqual(stays(people[0]!), [line])
  }
const onlyOpen =
  (...lines: string[]): Check =>
  ({ people }) => {
    assert.equal(people.length, 1)
    assert.deepEqual(open(people[0]!), lines)
  }
const setting =
  (is: string): Check =>
  ({ people }) => {
    assert.deepEqual(
      people.map(({ view }) => view.setting),
      [is],
    )
  }
const noVisit: Check = (arrived) => {
  setting('home')(arrived)
  assert.deepEqual(visits(arrived.people[0]!), [])
}
const shows =
  (...lines: string[]): Check =>
  ({ people }) => {
    assert.equal(people.length, 1)
    assert.deepEqual(allergies(people[0]!), lines)
  }
const takes =
  (...lines: string[]): Check =>
  ({ people }) => {
    assert.equal(people.length, 1)
    assert.deepEqual(medicines(people[0]!), lines)
  }
const who =
  (...all: [string, string][]): Check =>
  ({ people }) => {
    assert.deepEqual(
      people.map((one) => [one.view.who.name, open(one).join()]),
      all,
    )
  }
const says =
  (pattern: RegExp): Check =>
  ({ people }) => {
    assert.equal(people.length, 1)
    assert.match(people[0]!.words, pattern)
  }
const refused =
  (pattern: RegExp): Check =>
  ({ loaded, people }) => {
    assert.equal(loaded[0]!.fault?.exitCode, 2)
    assert.match(loaded[0]!.fault!.line, pattern)
    assert.deepEqual(people, [])
  }
const quarantined =
  (pattern: RegExp, count: number): Check =>
  (arrived) => {
    assert.equal(
      arrived.loaded.reduce((sum, file) => sum + file.quarantined, 0),
      count,
    )
    for (const reason of reasons(arrived)) assert.match(reason, pattern)
  }
const both =
  (...checks: Check[]): Check =>
  (arrived) => {
    for (const check of checks) check(arrived)
  }
const wholeCare = ({ loaded, people }: Arrived, count: number) => {
  assert.equal(loaded[0]!.rows, count)
  assert.equal(loaded[0]!.new, count)
  for (const one of people) assert.deepEqual(services(one), ['Home care'])
}

const HOSPITAL: Record<string, Check> = {
  H01: both(oneStay('stay finished WARD1 2026-03-01T09:00Z 2026-03-03T10:00Z'), ({ people }) => {
    assert.deepEqual(visits(people[0]!).length, 1)
    assert.equal(people[0]!.view.setting, 'home')
  }),
  H02a: onlyOpen('stay active WARD2 2026-03-01T09:20Z -'),
  H02b: onlyOpen('stay active WARD2 2026-03-01T09:20Z -'),
  H03a: oneStay('stay finished WARD1 2026-03-01T09:00Z 2026-03-02T10:00Z'),
  H05: noVisit,
  H06: both(setting('dead'), says(/Has died; the day is not recorded/)),
  H07: both(setting('home'), ({ people }) => {
    assert.deepEqual(people[0]!.view.who.deathDate, [])
    assert.equal(people[0]!.view.who.dead, undefined)
  }),
  H09: ({ people }) =>
    assert.deepEqual(
      people.map(({ view }) => view.who.birthDate[0]?.value),
      ['1950-01-15'],
    ),
  H11: ({ people }) =>
    assert.deepEqual(
      people.map(({ view, ids }) => [view.who.name, ids.length]),
      [
        ['Ann TESTER', 2],
        ['Bob OTHER', 2],
      ],
    ),
  H13: who(
    ['Ann TESTER', 'stay active WARD1 2026-03-01T09:00Z -'],
    ['Bob OTHER', 'stay active WARD2 2026-03-01T11:00Z -'],
  ),
  H14: who(
    ['Mary JONES', 'stay active WARD1 2026-03-01T09:00Z -'],
    ['Mary SMITH', 'stay active WARD9 2026-03-01T09:00Z -'],
  ),
  H15: both(shows('PENICILLIN, ANAPHYLAXIS, severe'), ({ people }) => {
    assert.deepEqual(
      people[0]!.view.now.carers.map(({ what }) => what),
      ['Spouse: Bob TESTER'],
    )
    const [stay] = people[0]!.view.timeline
    assert.deepEqual(
      stay!.detail.filter(({ name }) => name === 'diagnosis').map(({ value }) => value),
      ['Pneumonia (J18)'],
    )
  }),
  H16: both(onlyOpen('stay active OBS1 2010-10-10T13:00Z -'), ({ verdicts }) => {
    assert.deepEqual(
      verdicts.map(({ verdict, passed_over }) => [verdict, passed_over]),
      [['in-part', ['ZU1', 'ZU3']]],
    )
  }),
  H18: noVisit,
  H19: ({ people }) => {
    assert.deepEqual(open(people[0]!), ['stay active W 2026-03-01T09:00Z -'])
    assert.deepEqual(people[0]!.view.timeline[0]!.detail, [])
  },
  H20: both(onlyOpen('stay active W 2026-03-01T09:00Z -'), ({ verdicts }) =>
    assert.deepEqual(
      verdicts.map(({ passed_over }) => passed_over),
      [['NTE']],
    ),
  ),
  H21: both(onlyOpen('stay active W^1 2026-03-01T09:00Z -'), ({ people }) => {
    assert.equal(people[0]!.view.who.name, 'Ann O&NEILL')
    const [stay] = people[0]!.view.timeline
    assert.match(stay!.detail.map(({ value }) => value).join(), /C:\\home\s*bruise\s*hip/)
  }),
  H23: ({ people }) => assert.deepEqual(names(people), ['Ann Žižek']),
  H24: both(quarantined(/not UTF-8, and MSH-18 names no other/, 1), ({ people }) =>
    assert.deepEqual(people, []),
  ),
  H25: ({ people, verdicts }) => {
    assert.deepEqual(names(people), ['Ann TESTER'])
    assert.deepEqual(
      verdicts.map(({ verdict }) => verdict),
      ['parsed'],
    )
  },
  H27: both(oneStay('stay finished W 2026-03-01T09:00Z 2026-03-02T09:00Z'), ({ loaded }) =>
    assert.equal(loaded[0]!.new, 2),
  ),
  H28: ({ people }) => {
    const { phones, address, language } = people[0]!.view.who
    assert.deepEqual([phones[0]?.value, address, language], ['01632 960001', [], undefined])
  },
  H28b: ({ people }) => {
    const { phones, address } = people[0]!.view.who
    assert.deepEqual([phones, address[0]?.value], [[], '1 LANE, TOWN, ZX1 1ZX'])
  },
  H34: oneStay('stay finished W 2026-03-01T06:00Z 2026-03-02T10:00Z'),
  H41: oneStay('stay finished W 2026-03-01T09:00Z 2026-03-02T10:00Z'),
  H43: noVisit,
  H49: both(quarantined(/test message/, 1), ({ people }) => assert.deepEqual(people, [])),
  H45: ({ people, doubts }) => {
    assert.deepEqual(
      people.map(({ view }) => view.who.nhsNumber?.number),
      ['9996001326', '9996001334'],
    )
    assert.ok(doubts > 0, 'nobody is asked')
  },
  H47: ({ loaded, people }) => {
    assert.deepEqual([loaded[0]!.rows, people.length], [2, 2])
    assert.match(
      Object.keys(loaded[0]!.warnings).join(),
      /trailer says 3 messages, and the file holds 2/,
    )
  },
  H50: who(
    ['Ann ABLE', 'stay active W1 2026-03-01T09:00Z -'],
    ['Bob BAKER', 'stay active W9 2026-03-01T10:00Z -'],
  ),
}

const TIME: Record<string, Check> = {
  T01: onlyOpen('stay active W2 2024-10-27T00:50Z -'),
  T01b: onlyOpen('stay active W2 2024-10-27T00:50Z -'),
  T03: onlyOpen('stay active W 2025-03-30T01:30Z -'),
  T04: both(setting('home'), ({ loaded, people }) => {
    assert.deepEqual(stays(people[0]!), ['stay finished W 2026-03-02T08:00Z -'])
    assert.match(Object.keys(loaded[0]!.warnings).join(), /discharge lies before its admission/)
    assert.ok(people[0]!.view.timeline[0]!.detail.some(({ name }) => name === 'doubt'))
  }),
  T05: ({ people }) => {
    assert.deepEqual(stays(people[0]!), ['stay finished W 2026-03-01T08:00Z 2026-03-02T08:00Z'])
    assert.equal(people[0]!.view.timeline[0]!.waited, undefined)
  },
  T06: onlyOpen('stay active W2 2026-03-01T14:00Z -', 'stay active W1 2026-03-01T09:00Z -'),
  T08: noVisit,
  T10: both(setting('home'), oneStay('stay finished W1 2026-03-01T09:00Z 2026-03-03T08:00Z')),
}

const RECORDS: Record<string, Check> = {
  F01: takes('Warfarin 3mg tablets'),
  F03: both(takes(), ({ people }) =>
    assert.deepEqual(
      people[0]!.view.now.alerts.map(({ what }) => what),
      ['Do not give Aspirin 75mg tablets'],
    ),
  ),
  F05: shows('Morphine (from paper)', 'Penicillin (from paper)'),
  F07: shows('Latex, Rash'),
  F08: both(shows(), says(/Allergies are not recorded/)),
  F08b: both(shows(), quarantined(/FHIR STU3|^null$/, 1)),
  'F10-abatementPeriod': ({ people }) => {
    assert.deepEqual(people[0]!.view.now.conditions, [])
    assert.match(people[0]!.words, /Also kept, not shown here: 1 other condition/)
  },
  F11: both(setting('dead'), says(/Has died; the day is not recorded/)),
  F13: shows(),
  F14: shows(),
  F15: takes('Apixaban 5mg tablets'),
  F16: both(says(/Alerts are not recorded/), ({ people }) =>
    assert.deepEqual(people[0]!.view.now.alerts, []),
  ),
  F17: ({ people }) =>
    assert.deepEqual(
      people.map(({ view }) => [view.who.nhsNumber?.number, view.who.nhsNumbers]),
      [['9996000850', undefined]],
    ),
  F18: ({ people }) =>
    assert.deepEqual(
      people.map(({ view, ids }) => [view.who.name, view.who.nhsNumber?.number, ids.length]),
      [
        ['Ann Tester', undefined, 1],
        ['Anna Tester', '9996000869', 1],
      ],
    ),
  F19: shows('Latex'),
  F22: both(shows(), quarantined(/another server|^null$/, 1)),
  F23: both(setting('hospital'), onlyOpen('stay active - 2026-03-01T09:00Z -')),
  F27: ({ people }) =>
    assert.deepEqual(
      people.map((one) => [one.view.who.name, allergies(one)]),
      [
        ['Ann Able', ['Penicillin']],
        ['Ann Baker', ['Latex']],
      ],
    ),
  F28: ({ people, contents }) => {
    assert.equal(people.length, 1)
    assert.match(contents.join('\n'), /"value": ?1\.10\b/)
    assert.match(contents.join('\n'), /"value": ?12345678901234567890\b/)
  },
  F29: ({ people }) =>
    assert.deepEqual(
      people[0]!.view.now.conditions.map(({ what }) => what),
      ['Gout'],
    ),
  F30: shows('Latex'),
  F31: both(shows('Latex'), quarantined(/asks for a deletion|^null$/, 1)),
  F33: ({ people }) =>
    assert.deepEqual(
      people[0]!.view.now.conditions.map(({ what }) => what),
      ['Gout'],
    ),
  F34: ({ people }) =>
    assert.deepEqual(
      people[0]!.view.who.address.map(({ value }) => value),
      ['1 Lane, Town, ZX1 1ZX'],
    ),
  F36: takes('Warfarin 1mg tablets, one on other days', 'Warfarin 1mg tablets, two on Monday'),
  F40: ({ people }) => {
    const { address, phones, restricted } = people[0]!.view.who
    assert.deepEqual([address, phones, restricted !== undefined], [[], [], true])
    assert.doesNotMatch(people[0]!.words, /Refuge|960001/)
  },
  F41: ({ people }) =>
    assert.deepEqual(
      people.map((one) => [one.view.who.nhsNumber?.number, allergies(one)]),
      [
        ['9996001385', ['Latex']],
        ['9996001393', ['Latex']],
      ],
    ),
  F44: ({ people }) =>
    assert.deepEqual(
      people.map(({ view, ids }) => [view.who.name, ids.length]),
      [['Ann Tester', 2]],
    ),
  F45: ({ people }) => {
    assert.deepEqual(people[0]!.view.now.carers, [])
    assert.match(people[0]!.words, /Also kept, not shown here: 1 other relative/)
  },
}

const nobodyBy = quarantined(/^the identifier stands for nothing/, 2)

const COUNCIL: Record<string, Check> = {
  'C01-NULL': both(nobodyBy, ({ people }) => assert.deepEqual(people, [])),
  'C01-NA': both(nobodyBy, ({ people }) => assert.deepEqual(people, [])),
  C04: ({ people }) => {
    assert.equal(people.length, 20)
    assert.deepEqual(
      people.filter(({ view }) => view.who.dead !== undefined),
      [],
    )
    assert.deepEqual(
      names(people),
      Array.from('abcdefghijklmnopqrst', (letter) => `Ann Right${letter}`),
    )
  },
  C05: ({ people }) => {
    assert.deepEqual(services(people[0]!), [])
    assert.match(people[0]!.words, /Home care, ended Tue 20 May/)
  },
  C06: ({ people, loaded }) => {
    assert.deepEqual(
      people.map(({ view }) => [
        view.who.name,
        view.who.nhsNumber,
        view.who.wrongNumbers[0]?.value,
      ]),
      [
        ['Ann Tester', undefined, '9.43E+09'],
        ['Bob Tester', undefined, '9.43E+09'],
      ],
    )
    assert.equal(loaded[0]!.warnings['an NHS number fails its check and is not used to match'], 2)
  },
  C07: ({ people }) => {
    assert.deepEqual(
      people.map(({ view, ids }) => [view.who.nhsNumber?.number, ids.length]),
      [['9996001245', 2]],
    )
  },
  C07b: ({ people, loaded }) => {
    const told = people.flatMap(({ view }) => [
      view.who.nhsNumber?.number,
      ...view.who.wrongNumbers.map(({ value }) => value),
    ])
    assert.deepEqual(told.filter((one) => one !== undefined).sort(), [
      "'9996001253",
      '9996001253.0',
    ])
    assert.equal(Object.keys(loaded[0]!.warnings).length, 1)
  },
  C08: refused(/"Event Start Date" holds the numbers by which Excel counts days/),
  C09: refused(/UTF-16.*Save it as UTF-8/),
  C10: both(
    (arrived) => wholeCare(arrived, 1),
    ({ people }) => {
      const [service] = people[0]!.view.timeline
      assert.deepEqual(
        service!.detail.map(({ value }) => value),
        ['line one\nline two'],
      )
    },
  ),
  C13: (arrived) => wholeCare(arrived, 1),
  C15: refused(/"Date of Birth" is written month first/),
  C18: both(
    (arrived) => wholeCare(arrived, 1),
    ({ people }) => {
      assert.doesNotMatch(people[0]!.words, /9999|ended/)
    },
  ),
  C19: both(
    (arrived) => wholeCare(arrived, 1),
    ({ loaded }) => {
      assert.match(Object.keys(loaded[0]!.warnings).join(), /^2 rows of empty cells/)
    },
  ),
  C20: both(
    (arrived) => wholeCare(arrived, 2),
    ({ people }) => assert.deepEqual(names(people), ['Ann Able', 'Bob Baker']),
  ),
  C16b: refused(/a quoted cell goes on for more than 100 lines.*ask for it again/),
}

const CHECKS: ReadonlyMap<string, Check> = new Map(
  [HOSPITAL, TIME, RECORDS, COUNCIL].flatMap((part) => Object.entries(part)),
)

/** Whose people have no NHS number of their own, or a doubt about it: in one place with others they could meet them. */
const ALONE = new Set(['H11', 'H14', 'H45', 'F18', 'F44'])

test('what arrives is read as each written case says', { skip: ABSENT }, async (t) => {
  const cases = readCases()
  const known = (id: string) => cases.some((one) => one.id === id)
  assert.deepEqual(
    cases.map(({ id }) => id).filter((id) => !CHECKS.has(id)),
    [],
    'cases without a line here',
  )
  assert.deepEqual(
    [...CHECKS.keys()].filter((id) => !known(id)),
    [],
    'lines without a case',
  )
  const isAlone = ({ id }: ArrivalCase) => ALONE.has(id) || Object.hasOwn(COUNCIL, id)
  const together = cases.filter((one) => !isAlone(one))
  const shared = await openArrivals(t, '2026-03-05T09:00:00Z', together)
  for (const one of cases) {
    await t.test(`${one.id} ${one.title}`, async (t) => {
      const at = Object.hasOwn(COUNCIL, one.id) ? '2025-07-15T09:00:00Z' : '2026-03-05T09:00:00Z'
      const place = isAlone(one) ? await openArrivals(t, at, [one]) : shared
      CHECKS.get(one.id)!(await place.arrive(one))
    })
  }
})
