export { examineAddress } from './examine-address.ts'
export type { Gauges } from './metrics.ts'
export { web } from './room.ts'
export { openServer } from './server.ts'
