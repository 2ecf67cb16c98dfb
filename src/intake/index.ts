export { feedKind } from './feed-kind.ts'
