import type {
  Bundle,
  CodeableConcept,
  Expression,
  Measure,
  MeasureGroup,
  MeasureReport,
  MeasureReportGroup,
  MeasureReportGroupPopulation,
} from '@medplum/fhirtypes'
import { monthSpan } from '../kernel/index.ts'
import type { Definition } from './definition.ts'
import type { Edition, SplitEdition } from './queries.ts'
import type { ReadMeasure } from './read-measure.ts'
import { kindOfMeasure, type ToldFigure } from './tell.ts'
import { monthsOf } from './tell-editions.ts'
import { type Way, waysOf } from './way.ts'

/**
 * A measure as FHIR R4: a Measure for each way in which it is or was counted, and a MeasureReport for each period, of
 * what was told and nothing else. https://hl7.org/fhir/R4/measure.html, measurereport.html
 */
const TERMS = 'http://terminology.hl7.org/CodeSystem'
const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason'
const SCORING = {
  'per-head': 'ratio',
  mean: 'ratio',
  share: 'proportion',
  nothing: 'cohort',
} as const
/** Neither way better is said by saying neither. */
const BETTER = { up: 'increase', down: 'decrease', neutral: undefined } as const
const DISCLAIMER =
  'Numbers are rounded, each by itself, and what few people stand behind is masked: sums of parts are not exact.'

export type FhirPlace = {
  /** of its pages */
  readonly origin: string
  readonly name: string
  readonly madeUp: boolean
  readonly now: Date
}

export function measureBundle(
  { charted, splits }: Pick<ReadMeasure, 'charted' | 'splits'>,
  place: FhirPlace,
): Bundle {
  const { definition, points, untold } = charted
  const canonical = `${place.origin}/measure/${definition.id}`
  const about = { definition, canonical, place }
  const said = [...points, ...untold].sort((a, b) => (a.period < b.period ? -1 : 1))
  const measures = waysOf(definition).map((way) => measureOf(about, way))
  const reports = said.map((edition) =>
    reportOf(
      about,
      edition,
      splits.find(({ quarter }) => quarter === edition.period),
    ),
  )
  return {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: place.now.toISOString(),
    entry: [...measures, ...reports].map((resource) => ({
      fullUrl: `${canonical}#${resource.id}`,
      resource,
    })),
  }
}

type About = {
  readonly definition: Definition
  readonly canonical: string
  readonly place: FhirPlace
}

function measureOf({ definition, canonical, place }: About, way: Way): Measure {
  const { name, question, source, population, exclusions, owners, direction, unit } = definition
  return {
    resourceType: 'Measure',
    id: way.version,
    url: canonical,
    version: way.version,
    title: name,
    status: way.until === undefined ? 'active' : 'retired',
    experimental: place.madeUp,
    subjectCodeableConcept: { text: population },
    publisher: place.name,
    description: question,
    ...(way.says === undefined ? {} : { usage: `Counted so until ${way.until}. ${way.says}` }),
    disclaimer: DISCLAIMER,
    rationale: source,
    author: owners.map((owner) => ({ name: `${owner.name}, ${owner.post}` })),
    scoring: coded('measure-scoring', SCORING[kindOfMeasure(definition)]),
    ...notation(direction),
    ...(exclusions.length === 0 ? {} : { guidance: `Left out: ${exclusions.join('; ')}` }),
    group: [groupOf(definition, way, unit)],
  }
}

function groupOf(definition: Definition, way: Way, unit: string): MeasureGroup {
  // The list of languages may be added to, and the types have only what stands in it.
  const language = 'text/x-sql' as unknown as Expression['language']
  const criteria = { language, expression: way.query.trim() }
  return {
    description: unit,
    population: populationsOf(definition).map((code) => ({
      code: coded('measure-population', code),
      criteria: { ...criteria, description: `the column ${columnOf(code)} of the query` },
    })),
  }
}

type PopulationCode = 'initial-population' | 'numerator' | 'denominator'

/** What is only counted has one population. */
function populationsOf(definition: Definition): readonly PopulationCode[] {
  return kindOfMeasure(definition) === 'nothing'
    ? ['initial-population']
    : ['numerator', 'denominator']
}

function columnOf(code: PopulationCode): 'numerator' | 'denominator' {
  return code === 'denominator' ? 'denominator' : 'numerator'
}

function reportOf(
  { definition, canonical, place }: About,
  edition: Edition,
  split: SplitEdition | undefined,
): MeasureReport {
  const months = monthsOf(definition, edition.period)
  return {
    resourceType: 'MeasureReport',
    id: `${edition.period}-${edition.number}`,
    status: 'complete',
    type: 'summary',
    measure: `${canonical}|${edition.version}`,
    date: edition.workedAt.toISOString(),
    reporter: { display: place.name },
    period: { start: dayOf(months[0]!, 0), end: dayOf(months.at(-1)!, -1) },
    ...notation(definition.direction),
    group: [
      {
        ...figureOf(definition, edition.told),
        ...(split === undefined || definition.period === 'month'
          ? {}
          : {
              stratifier: split.told
                .filter(({ parts }) => parts.length > 0)
                .map(({ split: name, parts }) => ({
                  code: [{ text: name }],
                  stratum: parts.map(({ keys, ...told }) => ({
                    value: { text: keys.join(' and ') },
                    ...figureOf(definition, told),
                  })),
                })),
            }),
      },
    ],
  }
}

function figureOf(
  definition: Definition,
  told: ToldFigure,
): Pick<MeasureReportGroup, 'population' | 'measureScore'> {
  const { value } = told
  return {
    population: populationsOf(definition).map((code) => counted(code, told[columnOf(code)])),
    ...(value === null || kindOfMeasure(definition) === 'nothing'
      ? {}
      : { measureScore: { value, unit: definition.unit } }),
  }
}

/** What may not be told is masked, and says so where the number would stand. */
function counted(code: PopulationCode, count: number | null): MeasureReportGroupPopulation {
  const masked = { _count: { extension: [{ url: ABSENT, valueCode: 'masked' }] } }
  return {
    code: coded('measure-population', code),
    ...(count === null ? masked : { count }),
  } as MeasureReportGroupPopulation
}

/** The first day of a month, or the last. */
function dayOf(month: string, from: 0 | -1): string {
  if (from === 0) return `${month}-01`
  const [, next] = monthSpan(month)
  return new Date(next.getTime() - 12 * 3_600_000).toISOString().slice(0, 10)
}

function notation(direction: Definition['direction']): {
  improvementNotation?: CodeableConcept
} {
  const better = BETTER[direction]
  return better === undefined
    ? {}
    : { improvementNotation: coded('measure-improvement-notation', better) }
}

function coded(system: string, code: string): CodeableConcept {
  return { coding: [{ system: `${TERMS}/${system}`, code }] }
}
