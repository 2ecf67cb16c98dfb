/** What somebody is given, in the words that follow “a day of”. */
const ACTIVITIES = {
  'hospital-bed': 'a hospital bed',
  home: 'being at home with nothing new',
  'home-care': 'care at home',
  reablement: 'reablement at home',
  'recovery-bed': 'a bed to recover in',
  'care-home': 'a place in a care home',
} as const

export type Activity = keyof typeof ACTIVITIES

export const ACTIVITY_IDS = Object.keys(ACTIVITIES) as [Activity, ...Activity[]]

export function activityWords(activity: Activity): string {
  return ACTIVITIES[activity]
}
