// Errors of fields and elements, as they show at the struct or list.
import { Bottom, combineErrors } from "../adt/bottom.ts";
import type { NodeState } from "../adt/node-state.ts";
import { BOTTOM } from "../adt/tag.ts";

/** Notes the error of an arc; one that is not incomplete makes the whole an error. */
export function addChildError(n: NodeState, error: Bottom): void {
  const v = n.node;
  v.childErrors = combineErrors(v.childErrors, error);
  if (error.isIncomplete) return;
  const own = v.base?.tag === BOTTOM ? v.base : undefined;
  if (own !== undefined && !own.isCloseCheck) {
    if (own.code > error.code) v.setBase(asWorse(own, error.code));
    else own.hasChildErrors = true;
    return;
  }
  const child = new Bottom(error.code, "", [], error.place, v);
  child.left = error;
  child.isChildError = true;
  child.hasChildErrors = true;
  child.isCloseCheck = error.isCloseCheck;
  v.setBase(child);
}

/** The error with a worse code. */
function asWorse(error: Bottom, code: number): Bottom {
  const worse = new Bottom(code, "", [], error.place, error.node);
  worse.left = error;
  worse.hasChildErrors = true;
  worse.isChildError = error.isChildError;
  worse.isCloseCheck = error.isCloseCheck;
  return worse;
}
