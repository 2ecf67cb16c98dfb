export { type ReadSeries, readSeries, type Series } from './read-series.ts'
export { type Improvement, SHORT_GROUP, type SpcChart, spcChart } from './spc.ts'
