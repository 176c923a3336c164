/** Web-standard, everywhere. */
declare function structuredClone<T>(value: T): T;
