/** The same as `test/kept-apart.test.ts` holds, by every request of everybody. */
process.env.CONCORDAT_APART_REQUESTS = '10000'
await import('../kept-apart.test.ts')
