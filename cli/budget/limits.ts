/** Of a command that reads what strangers wrote. */
export const DEFAULT_TIME_LIMIT_SECONDS = 120;
/** Of values in JavaScript; a diff of 30,000 objects takes a quarter. */
export const MOST_MEMORY_GIB = 2;
/** Of the pipe on which a child tells what it does: after stdin, stdout and stderr. */
export const NOTES_FILE_DESCRIPTOR = 3;
