// Points in time with nanoseconds, on the proleptic Gregorian calendar.

/** A point in time, and the zone in which it is shown. */
export interface Instant {
  /** Seconds since 1970-01-01T00:00:00Z. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  /** The zone's abbreviation; empty if it is known only by its offset. */
  readonly zone: string;
}

/** A date and time of day. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const DAY = 86_400;

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function daysIn(month: number, year: number): number {
  return month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0);
}

/** Days from 1970-01-01 to a date. */
function daysFromCivil(year: number, month: number, day: number): number {
  // Counting years from March puts the leap day last.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Seconds since the epoch of a date and time in UTC. */
export function civilSeconds(civil: Civil): number {
  return (
    daysFromCivil(civil.year, civil.month, civil.day) * DAY +
    civil.hour * 3600 +
    civil.minute * 60 +
    civil.second
  );
}

/** The date and time that clocks show in the instant's zone. */
export function civilOf(instant: Instant): Civil {
  const local = instant.seconds + instant.offset;
  const days = Math.floor(local / DAY);
  const time = local - days * DAY;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(time / 3600),
    minute: Math.floor(time / 60) % 60,
    second: time % 60,
  };
}

/** 0 for Sunday. */
export function weekdayOf(instant: Instant): number {
  const days = Math.floor((instant.seconds + instant.offset) / DAY);
  return (((days + 4) % 7) + 7) % 7;
}

/** 1 for the first of January. */
export function yearDayOf(instant: Instant): number {
  const { year, month, day } = civilOf(instant);
  return daysFromCivil(year, month, day) - daysFromCivil(year, 1, 1) + 1;
}
