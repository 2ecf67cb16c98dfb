import type { KnownResource } from './now.ts'
import type { KnownEvent } from './occurrence.ts'
import type { Sources } from './sources.ts'

/** A hospital stay that is open, with what a test says of it. */
export function testEvent(more: Partial<KnownEvent> = {}): KnownEvent {
  return {
    personId: '00000000-0000-0000-0000-000000000001',
    eventId: '00000000-0000-0000-0000-0000000000e1',
    kind: 'stay',
    status: 'active',
    startAt: '2026-03-01T10:12:00.000Z',
    organisation: 'RXS',
    unit: 'Ward 6',
    label: 'Hospital stay',
    detail: {},
    source: 'mere-general',
    learntAt: '2026-03-01T10:15:00.000Z',
    changedAt: '2026-03-01T10:15:00.000Z',
    ...more,
  }
}

export function testResource(type: string, content: KnownResource['content']): KnownResource {
  return {
    personId: '00000000-0000-0000-0000-000000000001',
    type,
    id: '00000000-0000-0000-0000-0000000000a1',
    source: 'southmere-gp',
    content,
    learntAt: '2026-02-20T02:00:00.000Z',
  }
}

/** Three feeds on two sides, as an agreement would describe them. */
export const testSources: Sources = {
  nameOf: (source) =>
    ({ 'mere-general': 'Mere General', 'southmere-gp': 'GP records' })[source] ??
    'Southmere Council',
  sideOf: (source) => (source === 'southmere-council' ? 'council' : 'nhs'),
  givesOf: (source) => {
    if (source === 'southmere-council') return ['demographics', 'council-care', 'carer']
    return source === 'mere-general' ? ['demographics', 'hospital'] : ['health-record']
  },
  codesOf: () => new Set(['RXS']),
  partyName: (code) => (code === 'RXS' ? 'Mere General' : undefined),
  sides: [
    { id: 'nhs', name: 'The NHS' },
    { id: 'council', name: 'The council' },
  ],
}
