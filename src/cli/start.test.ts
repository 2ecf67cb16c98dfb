import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concordat } from './testing.ts'

test('a live place that is set up as a made-up one does not start, and everything that keeps it is said', async () => {
  const { status, stderr, stdout } = await concordat(
    {
      CONCORDAT_MODE: 'live',
      CONCORDAT_NOW: '2026-03-10T09:00:00Z',
      CONCORDAT_SMTP: 'smtp://user:open-sesame@',
      CONCORDAT_WITNESSES: 'nhs a.nhs.uk/witness+01+AA https://a.nhs.uk',
    },
    ['start'],
  )
  assert.equal(status, 2)
  assert.equal(stdout, '')
  const lines = stderr.trimEnd().split('\n')
  const expected = [
    /CONCORDAT_SMTP cannot be used/,
    /a live place goes by the clock of its machine/,
    /no sign-in provider is named/,
    /the address that people type is not given/,
    /the log of the made-up place/,
    /the agreement is that of the made-up place/,
    /the log has one witness, of one side/,
    /the keys of Dr Amara Nwosu, .* are those of the made-up place/,
    /no witness of local government confirms the log/,
  ]
  assert.equal(lines.length, expected.length, stderr)
  for (const [at, pattern] of expected.entries()) assert.match(lines[at]!, pattern)
  assert.ok(lines.every((line) => line.startsWith('concordat: ') && line.endsWith('.')))
  assert.ok(!stderr.includes('open-sesame'))
})
