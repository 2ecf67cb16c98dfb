export { fund } from './room.ts'
