// Every statement has a name and its reason here.

/** Columns of a row, in the order that `rowOf` expects. */
const ROW = "revision, key, create_revision, previous_revision, deleted, value";

/** The newest row of a key at a revision: the first step backwards in the index. */
export const GET: string = `
  SELECT ${ROW} FROM log
  WHERE key = ? AND revision <= ? ORDER BY revision DESC LIMIT 1`;

/**
 * Live rows of an interval at a revision. The inner query walks the index alone, in the order of
 * keys, and takes `deleted` from the row with the greatest revision (SQLite's rule for bare columns
 * beside max()), so that a limit stops it early and deleted keys cost no look-up.
 */
export const RANGE: string = `
  SELECT ${columns("row")}
  FROM (
    SELECT key, max(revision) AS newest, deleted FROM log INDEXED BY log_key
    WHERE key >= ? AND key < ? AND revision <= ?
    GROUP BY key HAVING deleted = 0 ORDER BY key LIMIT ?
  ) AS page JOIN log AS row ON row.revision = page.newest
  ORDER BY row.key`;

/** How many live keys an interval has at a revision. */
export const COUNT: string = `
  SELECT count(*) AS n FROM (
    SELECT max(revision), deleted FROM log INDEXED BY log_key
    WHERE key >= ? AND key < ? AND revision <= ?
    GROUP BY key HAVING deleted = 0
  )`;

/** Rows of an interval in the order of revisions, each with the one that it superseded. */
export const CHANGES: string = `
  SELECT ${columns("row")},
    previous.revision AS p_revision, previous.key AS p_key,
    previous.create_revision AS p_create_revision,
    previous.previous_revision AS p_previous_revision,
    previous.deleted AS p_deleted, previous.value AS p_value
  FROM log AS row LEFT JOIN log AS previous
    ON previous.revision = row.previous_revision AND row.previous_revision > 0
  WHERE row.revision > ? AND row.revision <= ? AND row.key >= ? AND row.key < ?
  ORDER BY row.revision LIMIT ?`;

/** Keys that refer to a name. */
export const REFERRERS: string = "SELECT key FROM reference WHERE ref = ? ORDER BY key";

/** Names that are referred to. */
export const REFERENCES: string =
  "SELECT DISTINCT ref FROM reference WHERE ref > ? ORDER BY ref LIMIT ?";

/** The newest revision: that of the last row, or of a deletion that compaction removed. */
export const NEWEST_REVISION: string = `
  SELECT max(
    (SELECT coalesce(max(revision), 0) FROM log),
    (SELECT number FROM state WHERE name = 'compact_revision')
  ) AS n`;

/** How far the log was compacted. */
export const COMPACT_REVISION: string =
  "SELECT number AS n FROM state WHERE name = 'compact_revision'";

/** Appends a row. */
export const APPEND: string = `INSERT INTO log (${ROW}) VALUES (?, ?, ?, ?, ?, ?)`;

/** Notes a reference. */
export const ADD_REFERENCE: string = "INSERT OR IGNORE INTO reference (ref, key) VALUES (?, ?)";

/** Drops a reference. */
export const DROP_REFERENCE: string = "DELETE FROM reference WHERE ref = ? AND key = ?";

/** Removes the rows that rows of a span of revisions superseded. */
export const COMPACT_SUPERSEDED: string = `
  DELETE FROM log WHERE revision IN (
    SELECT previous_revision FROM log
    WHERE revision > ? AND revision <= ? AND previous_revision > 0
  )`;

/** Removes the deletions of a span of revisions. */
export const COMPACT_DELETIONS: string =
  "DELETE FROM log WHERE revision > ? AND revision <= ? AND deleted = 1";

/** Remembers how far the log was compacted. */
export const SET_COMPACT_REVISION: string =
  "UPDATE state SET number = ? WHERE name = 'compact_revision'";

function columns(table: string): string {
  return ROW.split(", ")
    .map((column) => `${table}.${column}`)
    .join(", ");
}
