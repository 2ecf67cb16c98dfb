import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestPlace } from '../../test/open-place.ts'
import { LEE, viewer } from '../../test/written-here.ts'
import { actedBy, MADE_UP_PLACE } from './actor-at.ts'
import { openMadeUpHistory } from './made-up-history.ts'

test('what the made-up place is refused stands on the log and with whoever watches over it', async (t) => {
  const { place } = await openTestPlace(t)
  const stay = '00000000-0000-8000-8000-000000000000'
  const call = (by: string, key: string, more = {}) =>
    place.call('transfer.mark-ready', {
      viewer: { ...LEE, actor: { ...LEE.actor, name: by } },
      ...{ input: { stay, met: false }, key, ...more },
    })
  const acting = actedBy(MADE_UP_PLACE, LEE.actor).name
  await call(LEE.actor.name, 'somebody')
  await call(acting, 'tried', { mayBeRefused: true })
  assert.deepEqual(place.madeUp.told(), [])
  await call(acting, 'said')
  await call(acting, 'said again')
  assert.deepEqual(
    place.madeUp.told().map(({ what }) => what),
    ['transfer.mark-ready'],
  )
  const side = { organisation: 'mere-general', side: 'nhs' }
  const david = viewer('david.osei', { role: 'governance-lead', ...side }, 'governance')
  const concerns = (await place.concerns(david)).map(({ what, since }) => `${what} ${since}`)
  assert.match(concerns.join(), /1 thing of the made-up history could not be said/)
  assert.match(concerns.join(), /There is no stay here/)
})

test('the log says which command was refused and of what, and nothing of whom', () => {
  const said: object[] = []
  const history = openMadeUpHistory({ error: (fields) => void said.push(fields) })
  history.unsaid('fund.reserve', 'Too little is left for Martha.', 'too-little')
  const event = 'a part of the made-up history could not be said'
  assert.deepEqual(said, [{ event, code: 'fund.reserve too-little' }])
})
