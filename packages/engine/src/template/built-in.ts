// Step types that need no definition in the cluster and that no definition can replace (spec: engine.md 3).
const SUSPEND = `import "vela/builtin"

suspend: builtin.#Suspend & {
	$params: {
		if parameter.duration != _|_ {
			duration: parameter.duration
		}
		if parameter.message != _|_ {
			message: parameter.message
		}
	}
}
parameter: {
	// How long to wait before the step resumes by itself, e.g. 30s
	duration?: string
	// What to show while the step is suspended
	message?: string
}
`;

/** Template text by step type. */
export const BUILT_IN_TEMPLATES: { readonly [type: string]: string | undefined } = {
  suspend: SUSPEND,
  // Needs the application functions of KubeVela's core; alone it does nothing.
  "builtin-apply-component": "",
};
