// The webhooks of runs, called within the process.
import { type Admission, VALIDATING_WEBHOOK } from "@lateen/controller";
import { type KubeObject, badRequest, isApiError } from "@lateen/kube";

/** What the embedded API server calls; until there is a controller, objects pass. */
export function embeddedAdmission(controller: () => Admission | undefined): Admission {
  return {
    mutate: (object: KubeObject) => controller()?.mutate(object) ?? object,
    validate(object, old) {
      try {
        controller()?.validate(object, old);
      } catch (error) {
        if (!isApiError(error)) throw error;
        // API servers put this before what a webhook says.
        throw badRequest(
          `admission webhook "${VALIDATING_WEBHOOK}" denied the request: ${error.message}`,
        );
      }
    },
  };
}
