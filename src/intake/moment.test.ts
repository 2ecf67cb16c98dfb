import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAY_MS } from '../kernel/index.ts'
import {
  type ReadMoment,
  readCouncilDate,
  readFhirMoment,
  readHl7Day,
  readHl7Moment,
  startOfDay,
} from './moment.ts'

const at = (read: ReadMoment) => (read.ok ? read.moment.at : read.why)
const date = (read: ReadMoment) => (read.ok ? read.moment.date : read.why)
const day = (text: string) => {
  const read = readHl7Day(text)
  return read.ok ? read.date : read.why
}

test('a time without a zone is London time, summer and winter', () => {
  assert.equal(at(readHl7Moment('20260703091200')), '2026-07-03T08:12:00.000Z')
  assert.equal(at(readHl7Moment('202601030912')), '2026-01-03T09:12:00.000Z')
  assert.equal(at(readHl7Moment('2026010309')), '2026-01-03T09:00:00.000Z')
  assert.equal(at(readHl7Moment('20260703')), '2026-07-02T23:00:00.000Z')
  assert.equal(at(readFhirMoment('2026-07-03T09:12:00')), '2026-07-03T08:12:00.000Z')
})

test('a zone that is given is kept to', () => {
  assert.equal(at(readHl7Moment('20260703091200+0000')), '2026-07-03T09:12:00.000Z')
  assert.equal(at(readHl7Moment('198908181126+0215')), '1989-08-18T09:11:00.000Z')
  assert.equal(at(readHl7Moment('20210817151943.4+0200')), '2021-08-17T13:19:43.400Z')
  assert.equal(at(readFhirMoment('1959-07-30T11:21:06.190+01:00')), '1959-07-30T10:21:06.190Z')
  assert.equal(at(readFhirMoment('2026-07-03T09:12:00Z')), '2026-07-03T09:12:00.000Z')
})

test('the hour that happens twice is its first, the hour that does not happen is one later', () => {
  assert.equal(at(readHl7Moment('202610250030')), '2026-10-24T23:30:00.000Z')
  assert.equal(at(readHl7Moment('202610250130')), '2026-10-25T00:30:00.000Z')
  assert.equal(at(readHl7Moment('202610250200')), '2026-10-25T02:00:00.000Z')
  assert.equal(at(readHl7Moment('202603290059')), '2026-03-29T00:59:00.000Z')
  assert.equal(at(readHl7Moment('202603290130')), '2026-03-29T01:30:00.000Z')
  assert.equal(at(readHl7Moment('202603290200')), '2026-03-29T01:00:00.000Z')
})

test('midnight of a summer birth date that was turned into UTC is still that date', () => {
  assert.equal(date(readHl7Moment('194407112300+0000')), '1944-07-12')
  assert.equal(date(readHl7Moment('19440712000000')), '1944-07-12')
  assert.equal(date(readHl7Moment('19440712')), '1944-07-12')
  assert.equal(date(readHl7Moment('198808181126+0215')), '1988-08-18')
})

test('a birth date is the day that is written, whatever zone follows', () => {
  assert.equal(day('19500115000000+0100'), '1950-01-15')
  assert.equal(day('19500615000000+0000'), '1950-06-15')
  assert.equal(day('19500115233000-0500'), '1950-01-15')
  assert.equal(day('19250704000000'), '1925-07-04')
  assert.equal(day('19500615'), '1950-06-15')
  assert.equal(day('19440231'), 'is a day that does not exist: 31 February 1944')
  // Midnight that was turned into UTC on its way.
  assert.equal(day('19500614230000+0000'), '1950-06-15')
})

test('in the hour that happens twice the second pass is told beside the first', () => {
  const again = (text: string, zone?: number) => {
    const read = readHl7Moment(text, zone)
    return read.ok ? read.moment.again : read.why
  }
  assert.equal(again('202410270110'), '2024-10-27T01:10:00.000Z')
  assert.equal(again('202410270110+0100'), undefined)
  assert.equal(again('202410270110', 0), undefined)
  assert.equal(again('202410270210'), undefined)
})

test('a feed may say in which zone its times are', () => {
  assert.equal(at(readHl7Moment('202607030912', 0)), '2026-07-03T09:12:00.000Z')
  assert.equal(at(readHl7Moment('202607030912+0100', 0)), '2026-07-03T08:12:00.000Z')
  assert.equal(date(readHl7Moment('202607032330', 0)), '2026-07-04')
})

test('partial dates stand at their beginning and say how much was given', () => {
  assert.deepEqual(readFhirMoment('2026'), {
    ok: true,
    moment: { at: '2026-01-01T00:00:00.000Z', date: '2026-01-01', precision: 'year' },
  })
  assert.deepEqual(readFhirMoment('2026-07'), {
    ok: true,
    moment: { at: '2026-06-30T23:00:00.000Z', date: '2026-07-01', precision: 'month' },
  })
})

test('days and times that do not exist are refused with a reason', () => {
  assert.equal(at(readFhirMoment('2026-02-31')), 'is a day that does not exist: 31 February 2026')
  assert.equal(at(readFhirMoment('2025-02-29')), 'is a day that does not exist: 29 February 2025')
  assert.equal(at(readFhirMoment('2024-02-29')), '2024-02-29T00:00:00.000Z')
  assert.equal(at(readFhirMoment('1900-02-29')), 'is a day that does not exist: 29 February 1900')
  assert.equal(at(readHl7Moment('20261301')), 'has no month 13')
  assert.equal(at(readHl7Moment('202601012460')), 'is a time that does not exist')
  assert.equal(at(readHl7Moment('00000000')), 'is not a date between the years 1000 and 9999')
  assert.equal(
    at(readFhirMoment('9999-12-31T23:59:59-05:00')),
    'is not a date between the years 1000 and 9999',
  )
  assert.equal(at(readFhirMoment('yesterday')), 'is not a date')
})

test('a council writes ISO or day first', () => {
  assert.equal(date(readCouncilDate('2026-03-01')), '2026-03-01')
  assert.equal(date(readCouncilDate('01/03/2026')), '2026-03-01')
  assert.equal(date(readCouncilDate('1/3/2026 00:00:00')), '2026-03-01')
  assert.equal(date(readCouncilDate('2026-03-01 00:00:00')), '2026-03-01')
  assert.equal(at(readCouncilDate('31/02/2026')), 'is a day that does not exist: 31 February 2026')
  assert.equal(at(readCouncilDate('03/2026')), 'is not a date written as 2026-03-31 or 31/03/2026')
})

test('every London day starts on its own date, and 23 to 25 hours before the next', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-02'), max: new Date('2100-01-01'), noInvalidDate: true }),
      (day) => {
        const date = day.toISOString().slice(0, 10)
        const next = new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10)
        const hours = (Date.parse(startOfDay(next)) - Date.parse(startOfDay(date))) / 3_600_000
        assert.ok(hours >= 22 && hours <= 25, `${date}: ${hours}`)
        assert.equal(
          readFhirMoment(date).ok &&
            (readFhirMoment(date) as { moment: { date: string } }).moment.date,
          date,
        )
      },
    ),
  )
})
