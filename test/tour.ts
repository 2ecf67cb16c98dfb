import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPersonas } from '../src/shell/index.ts'
import type { RunningPlace } from './running-place.ts'
import { Visitor } from './visitor.ts'

/**
 * The tour of the README as a reader takes it: each numbered step is walked, each person and each link that it names is
 * there, each command that it prints does what it says.
 */
const ROOT = join(import.meta.dirname, '..')
const HERE = 'http://localhost:8080'

type Tour = { place: RunningPlace; at: string }

const STEPS: readonly ((tour: Tour) => Promise<void>)[] = [
  async ({ place }) => {
    const priya = await Visitor.signIn(place.origin, 'priya.shah')
    priya.sees(/Ward 6: \d+ (?:person|people) can go home/)
    priya.sees(/has waited longest: .*, for /)
  },
  async (tour) => {
    const priya = await Visitor.signIn(tour.place.origin, 'priya.shah')
    await priya.follow('Martha Okello')
    tour.at = priya.path
    for (const there of [/4 visits a day/, /9 medicines/, /Daughter.*Ruth Okello/, /learnt /])
      priya.sees(there)
    priya.unfold('Write a note')
    priya.type(/^Note/, 'She asks for her garden gate to be left open.')
    priya.choose(/^Everyone/)
    await priya.press('Go on')
    await priya.press(/^(?!Find|Sign out|Go on|Change)/, 'main')
    const ana = await Visitor.signIn(tour.place.origin, 'ana.reid')
    await ana.open(tour.at)
    ana.sees(/garden gate/)
    const martha = await Visitor.signIn(tour.place.origin, 'martha.okello')
    martha.sees(/garden gate[\s\S]*?Priya Shah, ward coordinator/)
  },
  async ({ place, at }) => {
    const tom = await Visitor.signIn(place.origin, 'tom.ellis')
    await tom.open(at)
    for (const there of [/It is not shown/, /Clause \d+\.\d+/, /Ask the .*\d{5} \d{6}/])
      tom.sees(there)
  },
  async ({ place }) => {
    const ana = await Visitor.signIn(place.origin, 'ana.reid')
    for (const there of [
      /people wait in hospital for us/,
      /Ana Reid, social worker/,
      /Said ready to leave/,
      /^Ring .*\d{5} \d{6}/m,
    ])
      ana.sees(there)
  },
  async ({ place }) => {
    const martha = await Visitor.signIn(place.origin, 'martha.okello')
    for (const there of [/Priya Shah/, /Mere General/, /direct care/, /Tom Ellis/, /Refused/])
      martha.sees(there)
    await martha.follow('Download the proof of these looks')
    assert.equal(martha.status, 200)
  },
  async ({ place }) => {
    const martha = await Visitor.signIn(place.origin, 'martha.okello')
    await martha.follow(/^clause \d/, '#looks')
    martha.sees(/Switches on:/)
    martha.sees(/What it does:/)
    await martha.follow('Agreement')
    await martha.follow('What it lets you do')
    martha.sees(/Residents may /)
    await martha.open('/agreement/coverage')
    martha.sees(/Runs without a clause\nNothing\./)
  },
  async ({ place }) => {
    const martha = await Visitor.signIn(place.origin, 'martha.okello')
    await martha.follow('Trail')
    martha.sees(/confirmed by a witness of each side/)
    await martha.press('Change the copy and check it')
    martha.sees(/[Nn]oticed|does not|changed/)
  },
  async ({ place }) => {
    const { status, stdout } = await place.concordat('trail', 'verify')
    assert.equal(status, 0, stdout)
  },
  async ({ place }) => {
    const joan = await Visitor.signIn(place.origin, 'joan.marsh')
    await joan.follow('Feeds')
    joan.sees(/equipment on loan[\s\S]*?Late/)
    await joan.open('/mailbox')
    joan.sees(/data-desk@southmere-community\.example/)
    for (const officer of ['sunita.rao', 'ian.croft']) {
      const visitor = await Visitor.signIn(place.origin, officer)
      await visitor.follow('Where we differ')
      visitor.sees(/things? not settled/)
    }
    const olive = await Visitor.signIn(place.origin, 'olive.marsden')
    olive.sees(/in our care/)
    const kit = await Visitor.signIn(place.origin, 'kit.lang')
    kit.sees(/The partnership in five figures/)
  },
  async ({ place }) => {
    const { status, stdout } = await place.concordat('quarantine', 'list')
    assert.equal(status, 0, stdout)
  },
]

export async function takesTheTour(place: RunningPlace): Promise<void> {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const told = /^## A tour of ten minutes\n([\s\S]*?)^## /m.exec(readme)![1]!
  assert.equal(
    told.match(/^\d+\. /gm)?.length,
    STEPS.length,
    'each step of the tour is walked here',
  )
  const people = readPersonas(join(ROOT, 'places/southmere')).flatMap((group) => group.people)
  for (const [, name] of told.matchAll(/\*\*([^*]+)\*\*/g)) {
    const known = /^(?:agreement|trail)$/.test(name!) || people.some((one) => one.name === name)
    assert.ok(known, `the tour names ${name}, and nobody is called so`)
  }
  for (const [, picture] of told.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
    assert.ok(existsSync(join(ROOT, picture!)), picture)
  const tour = { place, at: '' }
  for (const step of STEPS) await step(tour)
  const joan = await Visitor.signIn(place.origin, 'joan.marsh')
  for (const [address] of told.matchAll(/http:\/\/localhost:8080[^\s)>]*/g)) {
    await joan.open(address.slice(HERE.length) || '/')
    assert.equal(joan.status, 200, address)
  }
}
