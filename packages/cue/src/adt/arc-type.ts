// How present a field is. The lower the number, the stronger the claim.

export type ArcType = number;

/** The field is there. */
export const MEMBER = 0;
/** `foo!`: somebody has to give it. */
export const REQUIRED = 1;
/** `foo?`: a constraint in case somebody gives it. */
export const OPTIONAL = 2;
/** A comprehension may still add it. */
export const PENDING = 3;
/** It is known not to be there. */
export const NOT_PRESENT = 4;
